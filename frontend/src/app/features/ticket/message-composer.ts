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
import { joined, MessageDrafts } from '../../core/message-drafts';
import { Session } from '../../core/session';
import { isCharacter, Shortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { fillIn } from '../../shared/placeholders';
import { LengthCounter } from '../../shared/length-counter';
import { mayMove } from '../../shared/status-moves';
import { excessOf, isVisible, limits } from '../../shared/text-limits';
import { justAgo } from '../../shared/time-words';
import { CannedReplyPicker } from './canned-reply-picker';
import { Conversation } from './conversation';
import { Outgoing } from './outbox';
import { TicketStore } from './ticket-store';
import { UNDO_SECONDS, UndoableReplies } from './undoable-replies';

/** Where letters are for the control itself, a menu or a dialog. */
const TAKES_LETTERS =
  'input, textarea, select, [contenteditable], [role=combobox], dialog, .cdk-overlay-container';

type Visibility = Message['visibility'];

/**
 * A reply or a note, never in doubt which: the box looks different, says who reads it, and turns from one into the
 * other with text in it only where somebody asks for exactly that. What is typed outlives a reload.
 */
@Component({
  selector: 'tiq-message-composer',
  imports: [CannedReplyPicker, Icon, LengthCounter],
  host: {
    class: 'block',
    '(document:focusin)': 'movedOn($event)',
    '(document:keydown.escape)': 'release()',
    '(document:keydown)': 'typeOn($event)',
  },
  templateUrl: './message-composer.html',
})
export class MessageComposer {
  readonly ticketId = input.required<number>();
  /** Whether notes among agents can be written here; a requester only replies. */
  readonly notes = input(true);
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
  private readonly box = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');
  private readonly keepWriting = viewChild<ElementRef<HTMLButtonElement>>('keepWriting');
  private readonly keepNote = viewChild<ElementRef<HTMLButtonElement>>('keepNote');
  private readonly drafts = inject(MessageDrafts);
  /** The ticket whose draft is in the box. */
  private readonly opened = signal<number | null>(null);
  private destroyed = false;
  protected readonly text = signal('');
  protected readonly limit = limits.text;
  protected readonly excess = computed(() => excessOf(this.text(), this.limit));
  protected readonly sendable = computed(
    () => isVisible(this.text()) && !this.excess() && !this.publishing() && !this.crossing(),
  );
  protected readonly visibility = signal<Visibility>('public');
  protected readonly internal = computed(() => this.notes() && this.visibility() === 'internal');
  protected readonly mode = computed<Visibility>(() => (this.internal() ? 'internal' : 'public'));
  protected readonly frame = computed(() => {
    if (!this.notes()) return '';
    return this.internal()
      ? 'border-2 border-dashed border-note bg-note-soft'
      : 'border-2 border-accent bg-accent-soft';
  });
  /** Asked before a note becomes a public reply. */
  protected readonly publishing = signal(false);
  /** Begun on this ticket for the other readers. */
  protected readonly other = signal<Pick<MessageDraft, 'text' | 'visibility'> | null>(null);
  /** The last message that was there when the text was begun; null until the conversation is read. */
  private readonly begunAfter = signal<number | null>(null);
  /** Asked before a public reply crosses one that arrived while it was written. */
  protected readonly crossing = signal<{ question: string; resolve: boolean } | null>(null);
  private readonly recipient = this.store.recipient;
  private readonly requester = computed(() => {
    const { id, email, name } = this.store.ticket()?.requester ?? {};
    return JSON.stringify([id, email, name]);
  });
  /** For whom the text was begun. */
  private readonly begunFor = signal<string | null>(null);
  /** A reply is read in the requester's account, and nowhere else. */
  protected readonly reachesNobody = computed(() => {
    const ticket = this.store.ticket();
    return this.notes() && ticket !== null && !ticket.requester?.id;
  });
  protected readonly name = computed(() => {
    if (!this.notes()) return $localize`Your reply`;
    return this.internal() ? $localize`Internal note` : $localize`Public reply`;
  });
  protected readonly audience = computed(() => {
    if (this.internal()) return $localize`Internal note: only agents can see it`;
    const name = this.recipient();
    if (!name) return $localize`Public reply: not delivered, because this ticket has no requester`;
    return this.reachesNobody()
      ? $localize`Public reply: ${name}:requester: has no account and won’t receive it`
      : $localize`Public reply: ${name}:requester: will see it`;
  });
  protected readonly placeholder = computed(() => {
    if (!this.notes()) return $localize`Write a reply…`;
    if (this.internal()) return $localize`Add an internal note. Only agents can see it.`;
    const name = this.recipient();
    return name ? $localize`Reply to ${name}:requester:…` : $localize`Write a public reply…`;
  });
  protected readonly sendLabel = computed(() => {
    if (this.internal()) return $localize`Add internal note`;
    const name = this.recipient();
    return this.notes() && name ? $localize`Send to ${name}:requester:` : $localize`Send reply`;
  });
  protected readonly publishQuestion = computed(() => {
    const name = this.recipient();
    return name
      ? $localize`Turn this internal note into a public reply to ${name}:requester:?`
      : $localize`Turn this internal note into a public reply?`;
  });
  /** Said until it is typed on: what stands in the box is from before. */
  protected readonly restored = signal(false);
  protected readonly resolvable = computed(
    () => this.notes() && mayMove(this.store.ticket()?.status ?? 'closed', 'resolved'),
  );

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.destroyed = true;
      this.release();
    });
    effect((cleanUp) => {
      const id = this.ticketId();
      untracked(() => void this.open(id));
      cleanUp(() => this.drafts.close(id));
    });
    effect(() => {
      const undone = this.replies.undoneOn(this.ticketId());
      // A note that is being written is not for the same readers: the reply waits until the box is empty.
      if (!undone.length || (this.text() && this.internal())) return;
      untracked(() => {
        this.replies.forget(this.ticketId());
        this.edit({ body: undone.join('\n\n'), visibility: 'public' });
      });
    });
    effect(() => this.replying.emit(!!this.text() && !this.internal() && !this.restored()));
    effect(() => {
      if (this.text() && this.begunAfter() === null && this.conversation.loaded())
        this.begunAfter.set(untracked(this.conversation.lastMessageId));
    });
    effect(() => {
      if (this.text() && this.begunFor() === null) this.begunFor.set(untracked(this.requester));
    });
    effect(() => {
      const [text, begunAfter] = [this.text(), this.begunAfter()];
      // Sent from another browser, or before this page was left.
      if (!this.restored() || !text || begunAfter === null) return;
      if (this.conversation.hasSent(text, this.session.me()?.id, begunAfter)) untracked(() => this.put(''));
    });
    effect(() => {
      const id = this.ticketId();
      const draft = this.draft();
      if (this.opened() === id) untracked(() => this.drafts.keep(id, draft));
    });
  }

  /** By a key: what is in the box stays what it is, a reply or a note. */
  focus(visibility: Visibility): void {
    if (!this.text()) this.become(visibility);
    else if (visibility !== this.mode()) this.sayWhatItIs();
    this.focusBox();
  }
  pickCannedReply(): void {
    this.picker()?.open();
  }
  /**
   * A message that was not sent, to be put right; what was being typed meanwhile stays below it. False where that is
   * for other readers: the two must not become one text.
   */
  edit({ body, visibility }: Pick<Outgoing, 'body' | 'visibility'>): boolean {
    if (this.text() && this.notes() && visibility !== this.mode()) {
      this.sayWhatItIs();
      this.focusBox();
      return false;
    }
    this.become(visibility);
    this.put([body, this.text()].filter(Boolean).join('\n\n'));
    this.focusBox();
    return true;
  }
  /** By a press of its button. A note that has a text becomes public only after a question. */
  protected choose(visibility: Visibility): void {
    if (this.text() && this.internal() && visibility === 'public') {
      this.publishing.set(true);
      afterNextRender(() => this.keepNote()?.nativeElement.focus(), { injector: this.injector });
      return;
    }
    this.publishing.set(false);
    this.crossing.set(null);
    this.become(visibility);
    this.focusBox();
    void this.announcer.announce(this.audience());
  }
  protected publish(agreed: boolean): void {
    this.publishing.set(false);
    if (agreed) this.become('public');
    this.focusBox();
    void this.announcer.announce(this.audience());
  }
  protected type(text: string): void {
    this.text.set(text);
    this.restored.set(false);
    if (text) return;
    this.begunAfter.set(null);
    this.begunFor.set(null);
  }
  protected onKey(event: KeyboardEvent): void {
    const withCtrl = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (event.key === 'Escape') return this.leave(event);
    if (!withCtrl) return;
    if (event.key === 'Enter' && event.target === this.box().nativeElement) this.send(event, event.shiftKey);
    else if (event.key === ';' && this.picker()) {
      event.preventDefault();
      this.pickCannedReply();
    }
  }
  /** Where the cursor is, in place of what is selected. */
  protected insert(body: string): void {
    const box = this.box().nativeElement;
    const ticket = this.store.ticket();
    const me = this.session.me();
    if (!ticket || !me) return;
    const text = fillIn(body, {
      'requester.name': ticket.requester?.name,
      'requester.email': ticket.requester?.email,
      'ticket.id': ticket.id,
      'ticket.title': ticket.title,
      'agent.name': me.name,
    });
    box.setRangeText(text, box.selectionStart, box.selectionEnd, 'end');
    this.type(box.value);
    box.focus();
  }
  /** In the place of what is in the box, which is offered in its place. */
  protected openOther(): void {
    const other = this.other();
    if (!other) return;
    this.publishing.set(false);
    this.crossing.set(null);
    const [text, visibility] = [this.text(), this.mode()];
    this.other.set(text ? { text, visibility } : null);
    this.visibility.set(other.visibility);
    this.put('');
    this.put(other.text);
    this.focusBox();
    void this.announcer.announce(this.audience());
  }
  protected discardOther(): void {
    const other = this.other();
    if (!other) return;
    this.other.set(null);
    this.focusBox();
    this.sayDiscarded(other.text, other.visibility);
  }
  protected discard(): void {
    const [text, visibility] = [this.text(), this.visibility()];
    this.put('');
    this.focusBox();
    this.sayDiscarded(text, visibility);
  }
  private sayDiscarded(text: string, visibility: Visibility): void {
    const id = this.ticketId();
    this.toasts.success($localize`Draft discarded`, {
      label: $localize`Undo`,
      run: () => void this.restore(text, visibility, id),
    });
  }

  protected send(event: Event, resolve = false): void {
    event.preventDefault();
    const text = this.text();
    const excess = this.excess();
    if (excess) return void this.announcer.announce(excess);
    // Sent a second time by the same key or press, it would be empty.
    if (!this.sendable() || (resolve && !this.resolvable())) return;
    if (this.notes() && !this.internal() && this.asksFirst(resolve)) return;
    this.sendNow(text, resolve);
  }
  protected sendAnyway(agreed: boolean): void {
    const resolve = this.crossing()?.resolve ?? false;
    this.crossing.set(null);
    // What was answered once is not asked again.
    this.begunAfter.set(this.conversation.lastMessageId());
    this.begunFor.set(this.requester());
    if (agreed) this.sendNow(this.text(), resolve && this.resolvable());
    else this.focusBox();
  }

  private asksFirst(resolve: boolean): boolean {
    const question = this.requesterQuestion() ?? this.crossingQuestion();
    if (question === null) return false;
    this.crossing.set({ question, resolve });
    afterNextRender(() => this.keepWriting()?.nativeElement.focus(), { injector: this.injector });
    return true;
  }
  private requesterQuestion(): string | null {
    if (this.begunFor() === null || this.begunFor() === this.requester()) return null;
    const name = this.recipient();
    return name
      ? $localize`The requester is now ${name}:requester:. Send anyway?`
      : $localize`This ticket no longer has a requester. Send anyway?`;
  }
  private crossingQuestion(): string | null {
    const begunAfter = this.begunAfter();
    const other = begunAfter === null ? undefined : this.conversation.replyAfter(begunAfter);
    if (!other) return null;
    const [name, when] = [other.author.name, justAgo(other.created_at, Date.now())];
    return other.author.id === this.session.me()?.id
      ? $localize`You replied ${when}:when: in another window. Send anyway?`
      : $localize`${name}:name: replied ${when}:when:. Send anyway?`;
  }
  private sendNow(text: string, resolve: boolean): void {
    const said = this.internal() ? $localize`Internal note added` : this.sentWords();
    const undoSeconds = this.notes() && !this.internal() ? UNDO_SECONDS : 0;
    void this.store.write({ body: text, visibility: this.mode(), resolve, undoSeconds });
    this.put('');
    this.release();
    // Away from the box: what is typed on by habit must not become the next public reply.
    this.sent.emit();
    void this.announcer.announce(said);
  }

  /** While a text is written, letters are letters: also where a press beside the box has taken the focus from it. */
  protected entered(): void {
    this.shortcuts.hold(this);
  }
  protected left({ relatedTarget }: FocusEvent): void {
    if (!this.text() && !this.contains(relatedTarget)) this.release();
  }
  /** Somebody works elsewhere on the page now. The list of canned replies is a part of the composer. */
  protected movedOn({ target }: FocusEvent): void {
    if (!(target instanceof HTMLElement) || this.contains(target)) return;
    // A press beside every control focuses the page as a whole: nobody has chosen to go there.
    const chosen = target.tabIndex >= 0 && !target.closest('.cdk-overlay-container');
    if (chosen && !this.text()) this.release();
  }
  /** After a press of a button of the page, one types on: in the box, and not with keys that act. */
  protected typeOn(event: KeyboardEvent): void {
    const { key, target } = event;
    if (!this.text() || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!isCharacter(key) || key === ' ' || !(target instanceof HTMLElement) || this.contains(target)) return;
    if (!this.shortcuts.isHeldBy(this) || target.closest(TAKES_LETTERS)) return;
    this.focusBox();
  }
  protected release(): void {
    this.shortcuts.release(this);
  }

  /** To the ticket that it was written on, and to the same readers. */
  private async restore(text: string, visibility: Visibility, id: number): Promise<void> {
    if (this.destroyed || id !== this.ticketId()) {
      const draft = { text, visibility, begunAfter: null, otherText: '' };
      const kept = await this.drafts.open(id, () => draft);
      this.drafts.keep(id, kept ? joined(draft, kept) : draft);
      this.drafts.close(id);
    } else this.join({ text, visibility, begunAfter: null, otherText: '' });
  }
  private leave(event: Event): void {
    event.stopPropagation();
    if (this.publishing()) return this.publish(false);
    if (this.crossing()) return this.sendAnyway(false);
    this.release();
    if (this.contains(document.activeElement)) (document.activeElement as HTMLElement).blur();
  }
  private contains(target: EventTarget | null): boolean {
    return target instanceof Node && this.form().nativeElement.contains(target);
  }
  private focusBox(): void {
    this.box().nativeElement.focus();
  }
  private sentWords(): string {
    const name = this.recipient();
    return this.notes() && name ? $localize`Reply sent to ${name}:requester:` : $localize`Reply sent`;
  }
  private sayWhatItIs(): void {
    this.toasts.show({
      tone: 'info',
      title: this.internal()
        ? $localize`You are writing an internal note`
        : $localize`You are writing a public reply`,
      detail: $localize`Send or discard it first, or switch with the buttons above the text.`,
    });
  }

  /** Into the box, too: typed and sent within one frame, the text is the same to the template before and after. */
  private put(text: string): void {
    this.type(text);
    this.box().nativeElement.value = text;
  }
  private async open(id: number): Promise<void> {
    this.release();
    this.publishing.set(false);
    this.crossing.set(null);
    this.begunAfter.set(null);
    this.text.set('');
    this.other.set(null);
    this.restored.set(false);
    this.visibility.set('public');
    this.begunFor.set(null);
    const draft = await this.drafts.open(id, (other) => this.join(other));
    if (this.destroyed || id !== this.ticketId()) return;
    // What did not get through stands in the conversation.
    const isOnItsWay = this.conversation.outgoing().some(({ body }) => body === draft?.text);
    if (draft && !isOnItsWay) this.take(draft);
    this.opened.set(id);
  }
  /** What another browser has kept meanwhile goes above what stands in the box, or is offered beside it. */
  private join(other: MessageDraft): MessageDraft {
    const both = joined(other, this.contents());
    this.show(both);
    return this.draft() ?? both;
  }
  /** What has been typed since the page was opened stays, below it or beside it. */
  private take(draft: MessageDraft): void {
    if (this.text() || this.mode() !== 'public') return void this.join(draft);
    this.show(draft);
    this.restored.set(true);
  }
  private show({ text, visibility, begunAfter, otherText }: MessageDraft): void {
    this.visibility.set(visibility);
    if (text !== this.text()) this.put(text);
    this.begunAfter.set(text ? begunAfter : null);
    this.other.set(otherText ? { text: otherText, visibility: otherThan(visibility) } : null);
  }
  private contents(): MessageDraft {
    const otherText = this.other()?.text ?? '';
    return { text: this.text(), visibility: this.mode(), begunAfter: this.begunAfter(), otherText };
  }
  /** To be kept; null where there is nothing. */
  private draft(): MessageDraft | null {
    const [draft, other] = [this.contents(), this.other()];
    if (draft.text) return draft;
    return other && { ...other, begunAfter: null, otherText: '' };
  }
  /** With what was begun for the same readers. */
  private become(visibility: Visibility): void {
    this.visibility.set(visibility);
    const other = this.other();
    if (other?.visibility !== visibility) return;
    this.other.set(null);
    this.put([other.text, this.text()].filter(Boolean).join('\n\n'));
  }
}

function otherThan(visibility: Visibility): Visibility {
  return visibility === 'public' ? 'internal' : 'public';
}
