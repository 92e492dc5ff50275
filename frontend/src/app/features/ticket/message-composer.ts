import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Message, MessageDraft } from '../../core/api-types';
import { mergeDraftTexts, MessageDrafts } from '../../core/message-drafts';
import { Session } from '../../core/session';
import { isPrintableKey, Shortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { fillPlaceholders } from '../../shared/placeholders';
import { LengthCounter } from '../../shared/length-counter';
import { canTransition } from '../../shared/status-transitions';
import { formatExcess, hasVisibleText, LIMITS } from '../../shared/text-limits';
import { formatRecentTime } from '../../shared/time-format';
import { CannedReplyPicker } from './canned-reply-picker';
import { Conversation } from './conversation';
import { PendingMessage } from './outbox';
import { TicketStore } from './ticket-store';
import { UNDO_SECONDS, UndoableReplies } from './undoable-replies';

/** Where letters are for the control itself, a menu or a dialog. */
const TEXT_INPUT_SELECTOR =
  'input, textarea, select, [contenteditable], [role=combobox], dialog, .cdk-overlay-container';

type MessageVisibility = Message['visibility'];

/**
 * A reply or a note, never in doubt which: the box looks different, says who reads it, and turns from one into the
 * other with text in it only where somebody asks for exactly that. What is typed outlives a reload.
 */
@Component({
  selector: 'tiq-message-composer',
  imports: [CannedReplyPicker, Icon, LengthCounter],
  host: {
    class: 'block',
    '(document:focusin)': 'onDocumentFocusIn($event)',
    '(document:keydown.escape)': 'resumeShortcuts()',
    '(document:keydown)': 'onDocumentKeydown($event)',
  },
  templateUrl: './message-composer.html',
})
export class MessageComposer {
  readonly ticketId = input.required<number>();
  /** Whether notes among agents can be written here; a requester only replies. */
  readonly notesEnabled = input(true);
  /** The message is on its way: the focus goes to where it stands. */
  readonly sent = output<void>();
  /** A public reply is being written: a text that was only restored is not. */
  readonly replying = output<boolean>();
  private readonly store = inject(TicketStore);
  private readonly conversation = inject(Conversation);
  private readonly replies = inject(UndoableReplies);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(Session);
  private readonly shortcuts = inject(Shortcuts);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly injector = inject(Injector);
  private readonly picker = viewChild(CannedReplyPicker);
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>('form');
  private readonly textarea = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');
  private readonly keepWritingButton = viewChild<ElementRef<HTMLButtonElement>>('keepWriting');
  private readonly keepNoteButton = viewChild<ElementRef<HTMLButtonElement>>('keepNote');
  private readonly drafts = inject(MessageDrafts);
  /** The ticket whose draft is in the box. */
  private readonly loadedTicketId = signal<number | null>(null);
  private destroyed = false;
  protected readonly text = signal('');
  protected readonly limit = LIMITS.text;
  protected readonly lengthError = computed(() => formatExcess(this.text(), this.limit));
  protected readonly canSend = computed(
    () =>
      hasVisibleText(this.text()) &&
      !this.lengthError() &&
      !this.confirmingPublish() &&
      !this.sendConfirmation(),
  );
  protected readonly visibility = signal<MessageVisibility>('public');
  protected readonly internal = computed(() => this.notesEnabled() && this.visibility() === 'internal');
  protected readonly mode = computed<MessageVisibility>(() => (this.internal() ? 'internal' : 'public'));
  protected readonly frameClass = computed(() => {
    if (!this.notesEnabled()) return '';
    return this.internal()
      ? 'border-2 border-dashed border-note bg-note-soft'
      : 'border-2 border-accent bg-accent-soft';
  });
  /** Asked before a note becomes a public reply. */
  protected readonly confirmingPublish = signal(false);
  /** Begun on this ticket for the other readers. */
  protected readonly other = signal<Pick<MessageDraft, 'text' | 'visibility'> | null>(null);
  /** The last message that was there when the text was begun; null until the conversation is read. */
  private readonly lastSeenMessageId = signal<number | null>(null);
  /** Asked before a public reply crosses one that arrived while it was written. */
  protected readonly sendConfirmation = signal<{ question: string; resolve: boolean } | null>(null);
  private readonly recipient = this.store.recipient;
  private readonly requester = computed(() => {
    const { id, email, name } = this.store.ticket()?.requester ?? {};
    return JSON.stringify([id, email, name]);
  });
  /** For whom the text was begun. */
  private readonly intendedRequester = signal<string | null>(null);
  /** A reply is read in the requester's account, and nowhere else. */
  protected readonly isUndeliverable = computed(() => {
    const ticket = this.store.ticket();
    return this.notesEnabled() && ticket !== null && !ticket.requester?.id;
  });
  protected readonly label = computed(() => {
    if (!this.notesEnabled()) return $localize`Your reply`;
    return this.internal() ? $localize`Internal note` : $localize`Public reply`;
  });
  protected readonly audience = computed(() => {
    if (this.internal()) return $localize`Internal note: only agents can see it`;
    const name = this.recipient();
    if (!name) return $localize`Public reply: not delivered, because this ticket has no requester`;
    return this.isUndeliverable()
      ? $localize`Public reply: ${name}:requester: has no account and won’t receive it`
      : $localize`Public reply: ${name}:requester: will see it`;
  });
  protected readonly placeholder = computed(() => {
    if (!this.notesEnabled()) return $localize`Write a reply…`;
    if (this.internal()) return $localize`Add an internal note. Only agents can see it.`;
    const name = this.recipient();
    return name ? $localize`Reply to ${name}:requester:…` : $localize`Write a public reply…`;
  });
  protected readonly sendLabel = computed(() => {
    if (this.internal()) return $localize`Add internal note`;
    const name = this.recipient();
    return this.notesEnabled() && name ? $localize`Send to ${name}:requester:` : $localize`Send reply`;
  });
  protected readonly publishQuestion = computed(() => {
    const name = this.recipient();
    return name
      ? $localize`Turn this internal note into a public reply to ${name}:requester:?`
      : $localize`Turn this internal note into a public reply?`;
  });
  /** Said until it is typed on: what stands in the box is from before. */
  protected readonly restored = signal(false);
  protected readonly canResolve = computed(
    () => this.notesEnabled() && canTransition(this.store.ticket()?.status ?? 'closed', 'resolved'),
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.destroyed = true;
      this.resumeShortcuts();
    });
    effect((cleanUp) => {
      const id = this.ticketId();
      untracked(() => void this.loadDraft(id));
      cleanUp(() => this.drafts.close(id));
    });
    effect(() => {
      const undoneReplies = this.replies.undoneTexts(this.ticketId());
      // A note that is being written is not for the same readers: the reply waits until the box is empty.
      if (!undoneReplies.length || (this.text() && this.internal())) return;
      untracked(() => {
        this.replies.forget(this.ticketId());
        this.restoreMessage({ body: undoneReplies.join('\n\n'), visibility: 'public' });
      });
    });
    effect(() => this.replying.emit(!!this.text() && !this.internal() && !this.restored()));
    effect(() => {
      if (this.text() && this.lastSeenMessageId() === null && this.conversation.loaded())
        this.lastSeenMessageId.set(untracked(this.conversation.lastMessageId));
    });
    effect(() => {
      if (this.text() && this.intendedRequester() === null)
        this.intendedRequester.set(untracked(this.requester));
    });
    effect(() => {
      const [text, begunAfter] = [this.text(), this.lastSeenMessageId()];
      // Sent from another browser, or before this page was left.
      if (!this.restored() || !text || begunAfter === null) return;
      if (this.conversation.hasSent(text, this.session.me()?.id, begunAfter))
        untracked(() => this.replaceText(''));
    });
    effect(() => {
      const id = this.ticketId();
      const draft = this.draft();
      if (this.loadedTicketId() === id) untracked(() => this.drafts.update(id, draft));
    });
  }

  /** By a key: what is in the box stays what it is, a reply or a note. */
  focus(visibility: MessageVisibility): void {
    if (!this.text()) this.become(visibility);
    else if (visibility !== this.mode()) this.notifyMode();
    this.focusTextarea();
  }
  pickCannedReply(): void {
    this.picker()?.open();
  }
  /**
   * A message that was not sent, to be put right; what was being typed meanwhile stays below it. False where that is
   * for other readers: the two must not become one text.
   */
  restoreMessage({ body, visibility }: Pick<PendingMessage, 'body' | 'visibility'>): boolean {
    if (this.text() && this.notesEnabled() && visibility !== this.mode()) {
      this.notifyMode();
      this.focusTextarea();
      return false;
    }
    this.become(visibility);
    this.replaceText([body, this.text()].filter(Boolean).join('\n\n'));
    this.focusTextarea();
    return true;
  }
  /** By a press of its button. A note that has a text becomes public only after a question. */
  protected setVisibility(visibility: MessageVisibility): void {
    if (this.text() && this.internal() && visibility === 'public') {
      this.confirmingPublish.set(true);
      afterNextRender(() => this.keepNoteButton()?.nativeElement.focus(), { injector: this.injector });
      return;
    }
    this.confirmingPublish.set(false);
    this.sendConfirmation.set(null);
    this.become(visibility);
    this.focusTextarea();
    void this.announcer.announce(this.audience());
  }
  protected confirmPublish(confirmed: boolean): void {
    this.confirmingPublish.set(false);
    if (confirmed) this.become('public');
    this.focusTextarea();
    void this.announcer.announce(this.audience());
  }
  protected setText(text: string): void {
    this.text.set(text);
    this.restored.set(false);
    if (text) return;
    this.lastSeenMessageId.set(null);
    this.intendedRequester.set(null);
  }
  protected onKeydown(event: KeyboardEvent): void {
    const withModifier = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (event.key === 'Escape') return this.onEscape(event);
    if (!withModifier) return;
    if (event.key === 'Enter' && event.target === this.textarea().nativeElement)
      this.send(event, event.shiftKey);
    else if (event.key === ';' && this.picker()) {
      event.preventDefault();
      this.pickCannedReply();
    }
  }
  /** Where the cursor is, in place of what is selected. */
  protected insertCannedReply(body: string): void {
    const box = this.textarea().nativeElement;
    const ticket = this.store.ticket();
    const me = this.session.me();
    if (!ticket || !me) return;
    const text = fillPlaceholders(body, {
      'requester.name': ticket.requester?.name,
      'requester.email': ticket.requester?.email,
      'ticket.id': ticket.id,
      'ticket.title': ticket.title,
      'agent.name': me.name,
    });
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    this.setText(box.value);
    box.focus();
  }
  /** In the place of what is in the box, which is offered in its place. */
  protected openOther(): void {
    const other = this.other();
    if (!other) return;
    this.confirmingPublish.set(false);
    this.sendConfirmation.set(null);
    const [text, visibility] = [this.text(), this.mode()];
    this.other.set(text ? { text, visibility } : null);
    this.visibility.set(other.visibility);
    this.replaceText('');
    this.replaceText(other.text);
    this.focusTextarea();
    void this.announcer.announce(this.audience());
  }
  protected discardOther(): void {
    const other = this.other();
    if (!other) return;
    this.other.set(null);
    this.focusTextarea();
    this.sayDiscarded(other.text, other.visibility);
  }
  protected discardDraft(): void {
    const [text, visibility] = [this.text(), this.visibility()];
    this.replaceText('');
    this.focusTextarea();
    this.sayDiscarded(text, visibility);
  }
  private sayDiscarded(text: string, visibility: MessageVisibility): void {
    const id = this.ticketId();
    this.toasts.showSuccess($localize`Draft discarded`, {
      label: $localize`Undo`,
      run: () => void this.restoreDiscarded(text, visibility, id),
    });
  }

  protected send(event: Event, resolve = false): void {
    event.preventDefault();
    const text = this.text();
    const excess = this.lengthError();
    if (excess) return void this.announcer.announce(excess);
    // Sent a second time by the same key or press, it would be empty.
    if (!this.canSend() || (resolve && !this.canResolve())) return;
    if (this.notesEnabled() && !this.internal() && this.needsConfirmation(resolve)) return;
    this.submit(text, resolve);
  }
  protected confirmSend(confirmed: boolean): void {
    const resolve = this.sendConfirmation()?.resolve ?? false;
    this.sendConfirmation.set(null);
    // What was answered once is not asked again.
    this.lastSeenMessageId.set(this.conversation.lastMessageId());
    this.intendedRequester.set(this.requester());
    if (confirmed) this.submit(this.text(), resolve && this.canResolve());
    else this.focusTextarea();
  }

  private needsConfirmation(resolve: boolean): boolean {
    const question = this.requesterChangedQuestion() ?? this.newReplyQuestion();
    if (question === null) return false;
    this.sendConfirmation.set({ question, resolve });
    afterNextRender(() => this.keepWritingButton()?.nativeElement.focus(), { injector: this.injector });
    return true;
  }
  private requesterChangedQuestion(): string | null {
    if (this.intendedRequester() === null || this.intendedRequester() === this.requester()) return null;
    const name = this.recipient();
    return name
      ? $localize`The requester is now ${name}:requester:. Send anyway?`
      : $localize`This ticket no longer has a requester. Send anyway?`;
  }
  private newReplyQuestion(): string | null {
    const begunAfter = this.lastSeenMessageId();
    const other = begunAfter === null ? undefined : this.conversation.latestReplyAfter(begunAfter);
    if (!other) return null;
    const [name, when] = [other.author.name, formatRecentTime(other.created_at, Date.now())];
    return other.author.id === this.session.me()?.id
      ? $localize`You replied ${when}:when: in another window. Send anyway?`
      : $localize`${name}:name: replied ${when}:when:. Send anyway?`;
  }
  private submit(text: string, resolve: boolean): void {
    const announcement = this.internal() ? $localize`Internal note added` : this.sentAnnouncement();
    const undoSeconds = this.notesEnabled() && !this.internal() ? UNDO_SECONDS : 0;
    void this.store.sendMessage({ body: text, visibility: this.mode(), resolve, undoSeconds });
    this.replaceText('');
    this.resumeShortcuts();
    // Away from the box: what is typed on by habit must not become the next public reply.
    this.sent.emit();
    void this.announcer.announce(announcement);
  }

  /** While a text is written, letters are letters: also where a press beside the box has taken the focus from it. */
  protected onFocusIn(): void {
    this.shortcuts.suspend(this);
  }
  protected onFocusOut({ relatedTarget }: FocusEvent): void {
    if (!this.text() && !this.contains(relatedTarget)) this.resumeShortcuts();
  }
  /** Somebody works elsewhere on the page now. The list of canned replies is a part of the composer. */
  protected onDocumentFocusIn({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement) || this.contains(target)) return;
    // A press beside every control focuses the page as a whole: nobody has chosen to go there.
    const isInteractive = target.tabIndex >= 0 && !target.closest('.cdk-overlay-container');
    if (isInteractive && !this.text()) this.resumeShortcuts();
  }
  /** After a press of a button of the page, one types on: in the box, and not with keys that act. */
  protected onDocumentKeydown(event: KeyboardEvent): void {
    const { key, target } = event;
    if (!this.text() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!isPrintableKey(key) || key === ' ' || !(target instanceof HTMLElement) || this.contains(target))
      return;
    if (!this.shortcuts.isSuspendedBy(this) || target.closest(TEXT_INPUT_SELECTOR)) return;
    this.focusTextarea();
  }
  protected resumeShortcuts(): void {
    this.shortcuts.resume(this);
  }

  /** To the ticket that it was written on, and to the same readers. */
  private async restoreDiscarded(text: string, visibility: MessageVisibility, id: number): Promise<void> {
    if (this.destroyed || id !== this.ticketId()) {
      const draft = { text, visibility, afterMessageId: null, otherText: '' };
      const kept = await this.drafts.open(id, () => draft);
      this.drafts.update(id, kept ? mergeDraftTexts(draft, kept) : draft);
      this.drafts.close(id);
    } else this.mergeDraft({ text, visibility, afterMessageId: null, otherText: '' });
  }
  private onEscape(event: Event): void {
    event.stopPropagation();
    if (this.confirmingPublish()) return this.confirmPublish(false);
    if (this.sendConfirmation()) return this.confirmSend(false);
    this.resumeShortcuts();
    if (this.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
  }
  private contains(target: EventTarget | null): boolean {
    return target instanceof Node && this.form().nativeElement.contains(target);
  }
  private focusTextarea(): void {
    this.textarea().nativeElement.focus();
  }
  private sentAnnouncement(): string {
    const name = this.recipient();
    return this.notesEnabled() && name ? $localize`Reply sent to ${name}:requester:` : $localize`Reply sent`;
  }
  private notifyMode(): void {
    this.toasts.show({
      tone: 'info',
      title: this.internal()
        ? $localize`You are writing an internal note`
        : $localize`You are writing a public reply`,
      detail: $localize`Send or discard it first, or switch with the buttons above the text.`,
    });
  }

  /** Into the box, too: typed and sent within one frame, the text is the same to the template before and after. */
  private replaceText(text: string): void {
    this.setText(text);
    this.textarea().nativeElement.value = text;
  }
  private async loadDraft(id: number): Promise<void> {
    this.resumeShortcuts();
    this.confirmingPublish.set(false);
    this.sendConfirmation.set(null);
    this.lastSeenMessageId.set(null);
    this.text.set('');
    this.other.set(null);
    this.restored.set(false);
    this.visibility.set('public');
    this.intendedRequester.set(null);
    const draft = await this.drafts.open(id, (other) => this.mergeDraft(other));
    if (this.destroyed || id !== this.ticketId()) return;
    // What did not get through stands in the conversation.
    const isPending = this.conversation.pendingMessages().some(({ body }) => body === draft?.text);
    if (draft && !isPending) this.applyDraft(draft);
    this.loadedTicketId.set(id);
  }
  /** What another browser has kept meanwhile goes above what stands in the box, or is offered beside it. */
  private mergeDraft(other: MessageDraft): MessageDraft {
    const both = mergeDraftTexts(other, this.contents());
    this.show(both);
    return this.draft() ?? both;
  }
  /** What has been typed since the page was opened stays, below it or beside it. */
  private applyDraft(draft: MessageDraft): void {
    if (this.text() || this.mode() !== 'public') return void this.mergeDraft(draft);
    this.show(draft);
    this.restored.set(true);
  }
  private show({ text, visibility, afterMessageId, otherText }: MessageDraft): void {
    this.visibility.set(visibility);
    if (text !== this.text()) this.replaceText(text);
    this.lastSeenMessageId.set(text ? afterMessageId : null);
    this.other.set(otherText ? { text: otherText, visibility: otherThan(visibility) } : null);
  }
  private contents(): MessageDraft {
    const otherText = this.other()?.text ?? '';
    return {
      text: this.text(),
      visibility: this.mode(),
      afterMessageId: this.lastSeenMessageId(),
      otherText,
    };
  }
  /** To be kept; null where there is nothing. */
  private draft(): MessageDraft | null {
    const [draft, other] = [this.contents(), this.other()];
    if (draft.text) return draft;
    return other && { ...other, afterMessageId: null, otherText: '' };
  }
  /** With what was begun for the same readers. */
  private become(visibility: MessageVisibility): void {
    this.visibility.set(visibility);
    const other = this.other();
    if (other?.visibility !== visibility) return;
    this.other.set(null);
    this.replaceText([other.text, this.text()].filter(Boolean).join('\n\n'));
  }
}

function otherThan(visibility: MessageVisibility): MessageVisibility {
  return visibility === 'public' ? 'internal' : 'public';
}
