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
import { CannedReply, Message, MessageChanges, MessageDraft } from '../../core/api-types';
import { mergeDraftTexts, MessageDrafts } from '../../core/message-drafts';
import { Session } from '../../core/session';
import { isPrintableKey, Shortcuts } from '../../core/shortcuts';
import { TeamsStore } from '../../core/teams-store';
import { Toasts } from '../../core/toasts';
import { AttachmentUploads } from '../../shared/attachments/attachment-uploads';
import { FileDrop } from '../../shared/attachments/file-drop';
import { UploadList } from '../../shared/attachments/upload-list';
import { Icon } from '../../shared/icon';
import { MessageChange, MessageChangeLabels, withoutMessageChange } from '../../shared/message-changes';
import { fillPlaceholders, firstName } from '../../shared/placeholders';
import { LengthCounter } from '../../shared/length-counter';
import { canTransition } from '../../shared/status-transitions';
import { formatExcess, hasVisibleText, LIMITS } from '../../shared/text-limits';
import { formatRecentTime } from '../../shared/time-format';
import { CannedReplyPicker } from './canned-reply-picker';
import { ComposerChanges } from './composer-changes';
import { Conversation } from './conversation';
import { PendingMessage } from './outbox';
import { QueueAdvance } from './queue-advance';
import { TicketStore } from './ticket-store';
import { UNDO_SECONDS, UndoableReplies } from './undoable-replies';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';
import { ShortcutTitle } from '../../shared/shortcut-hint';

/** Controls that handle text input themselves. */
const TEXT_INPUT_SELECTOR =
  'input, textarea, select, [contenteditable], [role=combobox], dialog, .cdk-overlay-container';

type MessageVisibility = Message['visibility'];
/** What sending a message does to the status of the ticket. */
type StatusEffect = 'resolve' | 'wait' | null;

/**
 * Composer of public replies and internal notes. The two look different, and text only changes its
 * visibility on explicit request. Drafts survive a reload.
 */
@Component({
  selector: 'tiq-message-composer',
  imports: [Badge, Button, CannedReplyPicker, FileDrop, Icon, LengthCounter, ShortcutTitle, UploadList],
  providers: [AttachmentUploads],
  host: {
    class: 'block',
    '(document:focusin)': 'onDocumentFocusIn($event)',
    '(document:keydown.escape)': 'onDocumentEscape($event)',
    '(document:keydown)': 'onDocumentKeydown($event)',
  },
  templateUrl: './message-composer.html',
})
export class MessageComposer {
  readonly ticketId = input.required<number>();
  /** Whether internal notes are available; requesters can only reply. */
  readonly notesEnabled = input(true);
  /** Emits when the message is being sent, to move the focus to it. */
  readonly sent = output<void>();
  /** Emits whether a public reply is being written; restored drafts don't count. */
  readonly replying = output<boolean>();
  private readonly advance = inject(QueueAdvance);
  private readonly store = inject(TicketStore);
  private readonly conversation = inject(Conversation);
  private readonly replies = inject(UndoableReplies);
  private readonly teams = inject(TeamsStore);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(Session);
  private readonly shortcuts = inject(Shortcuts);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly injector = inject(Injector);
  private readonly picker = viewChild(CannedReplyPicker);
  private readonly form = viewChild.required<ElementRef<HTMLFormElement>>('form');
  private readonly textarea = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');
  private readonly ccInput = viewChild<ElementRef<HTMLInputElement>>('ccInput');
  private readonly confirmation = viewChild<ElementRef<HTMLElement>>('confirmation');
  private readonly keepWritingButton = viewChild<ElementRef<HTMLButtonElement>>('keepWriting');
  private readonly keepNoteButton = viewChild<ElementRef<HTMLButtonElement>>('keepNote');
  private readonly drafts = inject(MessageDrafts);
  private readonly composerChanges = inject(ComposerChanges);
  private readonly changeLabels = inject(MessageChangeLabels);
  protected readonly uploads = inject(AttachmentUploads);
  /** Id of the ticket whose draft is loaded. */
  private readonly loadedTicketId = signal<number | null>(null);
  private destroyed = false;
  protected readonly text = signal('');
  protected readonly limit = LIMITS.text;
  protected readonly lengthError = computed(() => formatExcess(this.text(), this.limit));
  protected readonly canSend = computed(
    () =>
      hasVisibleText(this.text()) &&
      !this.lengthError() &&
      !this.uploads.incomplete() &&
      !this.confirmingPublish() &&
      !this.sendConfirmation(),
  );
  /** What sending changes on the ticket; impossible changes are left out. */
  private readonly effectiveChanges = computed(() => {
    const ticket = this.store.ticket();
    return ticket ? this.changeLabels.effective(this.composerChanges.of(ticket.id), ticket) : {};
  });
  protected readonly changes = computed(() =>
    this.notesEnabled() ? this.changeLabels.list(this.effectiveChanges()) : [],
  );
  protected readonly removeChangeLabel = ({ label }: MessageChange) => $localize`Remove ${label}:change:`;
  protected readonly visibility = signal<MessageVisibility>('public');
  protected readonly internal = computed(() => this.notesEnabled() && this.visibility() === 'internal');
  protected readonly mode = computed<MessageVisibility>(() => (this.internal() ? 'internal' : 'public'));
  protected readonly frameClass = computed(() => {
    if (!this.notesEnabled()) return '';
    return this.internal()
      ? 'border-2 border-dashed border-note bg-note-soft'
      : 'border-2 border-accent bg-accent-soft';
  });
  /** Whether to confirm that a note becomes a public reply. */
  protected readonly confirmingPublish = signal(false);
  /** Draft of the other visibility on this ticket. */
  protected readonly other = signal<Pick<MessageDraft, 'text' | 'visibility' | 'attachments'> | null>(null);
  /** Id of the last message when the draft was started; null until the conversation is loaded. */
  private readonly lastSeenMessageId = signal<number | null>(null);
  /** Confirmation before a public reply is sent after a new message has arrived. */
  protected readonly sendConfirmation = signal<{ effect: StatusEffect } | null>(null);
  protected readonly sendQuestion = computed(
    () => this.requesterChangedQuestion() ?? this.newReplyQuestion(),
  );
  private readonly recipient = this.store.recipient;
  private readonly requester = computed(() => {
    const { id, email, name } = this.store.ticket()?.requester ?? {};
    return JSON.stringify([id, email, name]);
  });
  /** Requester when the draft was started. */
  private readonly intendedRequester = signal<string | null>(null);
  /** Replies are delivered by mail and to the requester's account. */
  protected readonly isUndeliverable = computed(
    () => this.notesEnabled() && this.store.ticket() !== null && !this.store.isDeliverable(),
  );
  protected readonly isMailed = computed(
    () => this.notesEnabled() && !this.internal() && this.store.isMailed(),
  );
  /** Addresses that get a copy, as typed; null while the field is hidden. */
  protected readonly ccText = signal<string | null>(null);
  private readonly cc = computed(() => (this.isMailed() ? parseAddresses(this.ccText() ?? '') : []));
  protected readonly label = computed(() => {
    if (!this.notesEnabled()) return $localize`Your reply`;
    return this.internal() ? $localize`Internal note` : $localize`Public reply`;
  });
  protected readonly audience = computed(() => {
    if (this.internal()) return $localize`Internal note: only agents can see it`;
    const name = this.recipient();
    if (!name) return $localize`Public reply: not delivered, because this ticket has no requester`;
    const email = this.store.ticket()?.requester?.email;
    if (this.isMailed()) return $localize`Public reply by mail to ${name}:requester: (${email}:email:)`;
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
  /** Whether the text is a restored draft, until it is edited. */
  protected readonly restored = signal(false);
  protected readonly canResolve = computed(
    () => this.notesEnabled() && canTransition(this.store.ticket()?.status ?? 'closed', 'resolved'),
  );

  /** Whether the next ticket is opened once this one is resolved. */
  protected readonly advances = computed(() => this.advance.enabled() && this.advance.inList());
  /** A note asks the requester nothing. */
  protected readonly canWait = computed(() => {
    const status = this.store.ticket()?.status ?? 'closed';
    return (
      this.notesEnabled() && !this.internal() && (status === 'waiting' || canTransition(status, 'waiting'))
    );
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.destroyed = true;
      this.resumeShortcuts();
    });
    effect(() => {
      // The other reply was undone, or the former requester is set again.
      if (this.sendConfirmation() && this.sendQuestion() === null)
        untracked(() => this.withdrawConfirmation());
    });
    effect((cleanUp) => {
      const id = this.ticketId();
      untracked(() => void this.loadDraft(id));
      cleanUp(() => this.drafts.close(id));
    });
    effect(() => {
      const undoneReplies = this.replies.undoneReplies(this.ticketId());
      // A note has a different visibility: the undone reply waits until the composer is empty.
      if (!undoneReplies.length || (this.text() && this.internal())) return;
      untracked(() => {
        this.replies.forget(this.ticketId());
        this.restoreMessage({
          body: undoneReplies.map(({ body }) => body).join('\n\n'),
          visibility: 'public',
          attachments: undoneReplies.flatMap(({ attachments }) => attachments),
          cc: undoneReplies.flatMap(({ cc }) => cc),
        });
        for (const { changes } of undoneReplies)
          if (changes) this.composerChanges.add(this.ticketId(), changes);
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
      // Sent from another browser or before the page was closed.
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

  /** Focuses the composer. A non-empty text keeps its visibility. */
  focus(visibility: MessageVisibility): void {
    if (!this.text()) this.switchVisibility(visibility);
    else if (visibility !== this.mode()) this.notifyMode();
    this.focusTextarea();
  }
  pickCannedReply(): void {
    this.picker()?.open();
  }
  /**
   * Moves a failed message back into the composer, above the current text. Returns false if the
   * current text has a different visibility.
   */
  restoreMessage({
    body,
    visibility,
    attachments,
    changes,
    cc,
  }: Pick<PendingMessage, 'body' | 'visibility' | 'attachments' | 'changes' | 'cc'>): boolean {
    if (this.text() && this.notesEnabled() && visibility !== this.mode()) {
      this.notifyMode();
      this.focusTextarea();
      return false;
    }
    this.switchVisibility(visibility);
    this.replaceText([body, this.text()].filter(Boolean).join('\n\n'));
    this.uploads.restore(attachments);
    if (changes) this.composerChanges.add(this.ticketId(), changes);
    if (cc?.length) this.ccText.set(cc.join(', '));
    this.focusTextarea();
    return true;
  }
  /** Changes the visibility. Asks for confirmation before a note with text becomes public. */
  protected setVisibility(visibility: MessageVisibility): void {
    if (this.text() && this.internal() && visibility === 'public') {
      this.confirmingPublish.set(true);
      afterNextRender(() => this.keepNoteButton()?.nativeElement.focus(), { injector: this.injector });
      return;
    }
    this.confirmingPublish.set(false);
    this.sendConfirmation.set(null);
    this.switchVisibility(visibility);
    this.focusTextarea();
    void this.announcer.announce(this.audience());
  }
  protected confirmPublish(confirmed: boolean): void {
    this.confirmingPublish.set(false);
    if (confirmed) this.switchVisibility('public');
    this.focusTextarea();
    void this.announcer.announce(this.audience());
  }
  /** Shows the field for addresses that get a copy. */
  protected addCc(): void {
    this.ccText.set('');
    afterNextRender(() => this.ccInput()?.nativeElement.focus(), { injector: this.injector });
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
      this.send(event, event.shiftKey ? 'resolve' : null);
    else if (event.key === ';' && this.picker()) {
      event.preventDefault();
      this.pickCannedReply();
    }
  }
  /** Inserts the text at the cursor, replacing the selection, and adds the changes. */
  protected insertCannedReply({ body, changes }: CannedReply): void {
    const box = this.textarea().nativeElement;
    const ticket = this.store.ticket();
    const me = this.session.me();
    if (!ticket || !me) return;
    const text = fillPlaceholders(body, {
      'requester.name': ticket.requester?.name,
      'requester.first_name': firstName(ticket.requester?.name),
      'requester.email': ticket.requester?.email,
      'ticket.id': ticket.id,
      'ticket.title': ticket.title,
      'agent.name': me.name,
    });
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    this.setText(box.value);
    this.composerChanges.add(ticket.id, changes);
    box.focus();
    const added = this.changes().map(({ label }) => label);
    if (added.length)
      void this.announcer.announce($localize`Sending also changes: ${added.join(', ')}:changes:`);
  }
  /** Removes a change from the message. The focus moves to the text, since the button disappears. */
  protected removeChange(change: MessageChange): void {
    const id = this.ticketId();
    this.composerChanges.set(id, withoutMessageChange(this.composerChanges.of(id), change));
    this.focusTextarea();
  }
  /** Swaps the text with the draft of the other visibility. */
  protected openOther(): void {
    const other = this.other();
    if (!other) return;
    this.confirmingPublish.set(false);
    this.sendConfirmation.set(null);
    const [text, visibility, attachments] = [this.text(), this.mode(), this.uploads.attachments()];
    this.other.set(text ? { text, visibility, attachments } : null);
    this.visibility.set(other.visibility);
    this.replaceText('');
    this.replaceText(other.text);
    // Files for other readers must not be sent with this text.
    this.uploads.clear();
    this.uploads.restore(other.attachments);
    this.focusTextarea();
    void this.announcer.announce(this.audience());
  }
  protected discardOther(): void {
    const other = this.other();
    if (!other) return;
    this.other.set(null);
    this.focusTextarea();
    this.sayDiscarded(other);
  }
  protected discardDraft(): void {
    const discarded = {
      text: this.text(),
      visibility: this.visibility(),
      attachments: this.uploads.attachments(),
    };
    this.replaceText('');
    this.uploads.clear();
    const changes = this.composerChanges.of(this.ticketId());
    this.composerChanges.set(this.ticketId(), {});
    this.focusTextarea();
    this.sayDiscarded(discarded, changes);
  }
  private sayDiscarded(discarded: DiscardedDraft, changes: MessageChanges = {}): void {
    const id = this.ticketId();
    this.toasts.showSuccess($localize`Draft discarded`, {
      label: $localize`Undo`,
      run: () => {
        this.composerChanges.add(id, changes);
        void this.restoreDiscarded(discarded, id);
      },
    });
  }

  protected send(event: Event, effect: StatusEffect = null): void {
    event.preventDefault();
    const text = this.text();
    const excess = this.lengthError();
    if (excess) return void this.announcer.announce(excess);
    if (this.uploads.incomplete())
      return void this.announcer.announce($localize`Wait until all files are uploaded`);
    // A repeated key press or click would send an empty message.
    if (!this.canSend() || !this.isPossible(effect)) return;
    if (this.notesEnabled() && !this.internal() && this.needsConfirmation(effect)) return;
    this.submit(text, effect);
  }
  protected confirmSend(confirmed: boolean): void {
    const effect = this.sendConfirmation()?.effect ?? null;
    this.sendConfirmation.set(null);
    // Confirmed once; don't ask again.
    this.lastSeenMessageId.set(this.conversation.lastMessageId());
    this.intendedRequester.set(this.requester());
    if (confirmed) this.submit(this.text(), this.isPossible(effect) ? effect : null);
    else this.focusTextarea();
  }

  /** Closes the confirmation without confirming it. */
  private withdrawConfirmation(): void {
    const hadFocus = this.confirmation()?.nativeElement.contains(document.activeElement);
    this.sendConfirmation.set(null);
    if (hadFocus) this.focusTextarea();
    void this.announcer.announce($localize`The warning no longer applies. The reply is not sent yet.`);
  }
  private isPossible(effect: StatusEffect): boolean {
    if (effect === 'resolve') return this.canResolve();
    return effect === null || this.canWait();
  }
  private needsConfirmation(effect: StatusEffect): boolean {
    if (this.sendQuestion() === null) return false;
    this.sendConfirmation.set({ effect });
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
    const [name, sentAt] = [other.author.name, formatRecentTime(other.created_at, Date.now())];
    return other.author.id === this.session.me()?.id
      ? $localize`You replied ${sentAt}:when: in another window. Send anyway?`
      : $localize`${name}:name: replied ${sentAt}:when:. Send anyway?`;
  }
  private submit(text: string, effect: StatusEffect): void {
    const announcement = this.internal() ? $localize`Internal note added` : this.sentAnnouncement();
    const undoSeconds = this.notesEnabled() && !this.internal() ? UNDO_SECONDS : 0;
    const attachments = this.uploads.attachments();
    const status = { resolve: effect === 'resolve', ...(effect === 'wait' && { wait: true }) };
    const changes = this.changes().length ? { changes: this.effectiveChanges() } : {};
    const cc = this.cc().length ? { cc: this.cc() } : {};
    const content = { body: text, attachments, visibility: this.mode(), ...changes, ...cc };
    void this.store.sendMessage({ ...content, ...status, undoSeconds });
    this.composerChanges.set(this.ticketId(), {});
    this.replaceText('');
    this.uploads.clear();
    this.ccText.set(null);
    this.resumeShortcuts();
    // Moves the focus out of the composer, so that text typed next doesn't become a public reply.
    this.sent.emit();
    void this.announcer.announce(announcement);
  }

  /** Suspends single-key shortcuts while there is text, even if the composer loses the focus. */
  protected onFocusIn(): void {
    this.shortcuts.suspend(this);
  }
  protected onFocusOut({ relatedTarget }: FocusEvent): void {
    if (!this.text() && !this.contains(relatedTarget)) this.resumeShortcuts();
  }
  /**
   * Resumes shortcuts when another control gets the focus. Canned replies are part of the composer.
   */
  protected onDocumentFocusIn({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement) || this.contains(target)) return;
    // A click outside of any control focuses the document, which is not a change of context.
    const isInteractive = target.tabIndex >= 0 && !target.closest('.cdk-overlay-container');
    if (isInteractive && !this.text()) this.resumeShortcuts();
  }
  /**
   * Redirects typing to the composer after a click on a button elsewhere, so that letters don't
   * trigger shortcuts.
   */
  protected onDocumentKeydown(event: KeyboardEvent): void {
    const { key, target } = event;
    if (!this.text() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!isPrintableKey(key) || key === ' ' || !(target instanceof HTMLElement) || this.contains(target))
      return;
    if (!this.shortcuts.isSuspendedBy(this) || target.closest(TEXT_INPUT_SELECTOR)) return;
    this.focusTextarea();
  }
  /** Escape also closes a confirmation while the focus is outside of the composer. */
  protected onDocumentEscape(event: Event): void {
    const hasConfirmation = this.confirmingPublish() || this.sendConfirmation();
    const isHandledElsewhere =
      event.defaultPrevented ||
      (event.target instanceof Element && event.target.closest(TEXT_INPUT_SELECTOR));
    if (!hasConfirmation) this.resumeShortcuts();
    else if (!isHandledElsewhere) this.onEscape(event);
  }
  protected resumeShortcuts(): void {
    this.shortcuts.resume(this);
  }

  /** Restores the discarded text on its ticket with its visibility. */
  private async restoreDiscarded(discarded: DiscardedDraft, id: number): Promise<void> {
    const draft = { ...discarded, afterMessageId: null, otherText: '', otherAttachments: [] };
    if (this.destroyed || id !== this.ticketId()) {
      const savedDraft = await this.drafts.open(id, () => draft);
      this.drafts.update(id, savedDraft ? mergeDraftTexts(draft, savedDraft) : draft);
      this.drafts.close(id);
    } else this.mergeDraft(draft);
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

  /**
   * Also sets the textarea: for text typed and sent within one frame, the binding would not change.
   */
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
    this.uploads.clear();
    this.other.set(null);
    this.restored.set(false);
    this.visibility.set('public');
    this.intendedRequester.set(null);
    this.ccText.set(null);
    if (this.notesEnabled()) void this.teams.load();
    const draft = await this.drafts.open(id, (other, base) => {
      this.toasts.show({ tone: 'info', title: $localize`Your draft from another window was added` });
      return this.mergeDraft(other, base);
    });
    if (this.destroyed || id !== this.ticketId()) return;
    // Failed messages are shown in the conversation.
    const isPending = this.conversation.pendingMessages().some(({ body }) => body === draft?.text);
    if (draft && !isPending) this.applyDraft(draft);
    this.loadedTicketId.set(id);
  }
  /** Adds the draft of another browser, or offers it if its visibility differs. */
  private mergeDraft(other: MessageDraft, base?: MessageDraft): MessageDraft {
    const both = mergeDraftTexts(other, this.contents(), base);
    this.show(both);
    return this.draft() ?? both;
  }
  /** Text entered while the draft was loading is appended, or offered if its visibility differs. */
  private applyDraft(draft: MessageDraft): void {
    if (this.text() || this.mode() !== 'public') return void this.mergeDraft(draft);
    this.show(draft);
    this.restored.set(true);
  }
  private show(draft: MessageDraft): void {
    const { text, visibility, afterMessageId, otherText } = draft;
    // What the draft has no more was removed, or belongs to the other text.
    const kept = new Set(draft.attachments.map(({ id }) => id));
    if (visibility !== this.mode() || this.uploads.attachments().some(({ id }) => !kept.has(id)))
      this.uploads.clear();
    this.uploads.restore(draft.attachments);
    this.visibility.set(visibility);
    if (text !== this.text()) this.replaceText(text);
    this.lastSeenMessageId.set(text ? afterMessageId : null);
    this.other.set(
      otherText
        ? { text: otherText, visibility: otherThan(visibility), attachments: draft.otherAttachments }
        : null,
    );
  }
  private contents(): MessageDraft {
    const other = this.other();
    return {
      text: this.text(),
      visibility: this.mode(),
      afterMessageId: this.lastSeenMessageId(),
      otherText: other?.text ?? '',
      attachments: this.uploads.attachments(),
      otherAttachments: other?.attachments ?? [],
    };
  }
  /** Draft to save; null if empty. */
  private draft(): MessageDraft | null {
    const [draft, other] = [this.contents(), this.other()];
    if (draft.text) return draft;
    return other && { ...other, afterMessageId: null, otherText: '', otherAttachments: [] };
  }
  /** Changes the visibility and merges the draft that has it. */
  private switchVisibility(visibility: MessageVisibility): void {
    this.visibility.set(visibility);
    const other = this.other();
    if (other?.visibility !== visibility) return;
    this.other.set(null);
    this.replaceText([other.text, this.text()].filter(Boolean).join('\n\n'));
    this.uploads.restore(other.attachments);
  }
}

type DiscardedDraft = Pick<MessageDraft, 'text' | 'visibility' | 'attachments'>;

/** Addresses that are separated by commas, semicolons or spaces. */
function parseAddresses(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}

function otherThan(visibility: MessageVisibility): MessageVisibility {
  return visibility === 'public' ? 'internal' : 'public';
}
