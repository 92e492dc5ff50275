import {
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Message } from '../../core/api-types';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { fillIn } from '../../shared/placeholders';
import { mayMove } from '../../shared/status-moves';
import { CannedReplyPicker } from './canned-reply-picker';
import { Outgoing } from './outbox';
import { TicketStore } from './ticket-store';

type Visibility = Message['visibility'];

/** A reply or a note, never in doubt which: the box takes the note's colour. What is typed outlives a reload. */
@Component({
  selector: 'tiq-message-composer',
  imports: [CannedReplyPicker, Icon],
  host: { class: 'block' },
  templateUrl: './message-composer.html',
})
export class MessageComposer {
  readonly ticketId = input.required<number>();
  /** Whether notes among agents can be written here; a requester only replies. */
  readonly notes = input(true);
  private readonly store = inject(TicketStore);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(Session);
  private readonly picker = viewChild(CannedReplyPicker);
  private readonly box = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');
  private readonly storedAs = computed(() => `ticketiq.draft.message.${this.ticketId()}`);
  protected readonly text = signal('');
  protected readonly visibility = signal<Visibility>('public');
  protected readonly internal = computed(() => this.notes() && this.visibility() === 'internal');
  protected readonly name = computed(() => {
    if (!this.notes()) return $localize`Your reply`;
    return this.internal() ? $localize`Internal note` : $localize`Public reply`;
  });
  protected readonly placeholder = computed(() => {
    if (!this.notes()) return $localize`Write to the agents…`;
    return this.internal() ? $localize`Only agents see this…` : $localize`The requester sees this…`;
  });
  /** Said until it is typed on: what stands in the box is from before. */
  protected readonly restored = signal(false);
  protected readonly resolvable = computed(
    () => this.notes() && mayMove(this.store.ticket()?.status ?? 'closed', 'resolved'),
  );

  constructor() {
    effect(() => {
      const stored = sessionStorage.getItem(this.storedAs());
      untracked(() => this.take(stored));
    });
    effect(() => {
      const kept = this.text() ? JSON.stringify({ text: this.text(), visibility: this.visibility() }) : null;
      untracked(() => {
        if (kept) sessionStorage.setItem(this.storedAs(), kept);
        else sessionStorage.removeItem(this.storedAs());
      });
    });
  }

  focus(visibility: Visibility): void {
    this.visibility.set(visibility);
    this.box().nativeElement.focus();
  }
  pickCannedReply(): void {
    this.picker()?.open();
  }
  /** A message that was not sent, to be put right; what was being typed meanwhile stays below it. */
  edit({ body, visibility }: Outgoing): void {
    this.put([body, this.text()].filter(Boolean).join('\n\n'));
    this.focus(visibility);
  }
  protected type(text: string): void {
    this.text.set(text);
    this.restored.set(false);
  }
  protected onKey(event: KeyboardEvent): void {
    if (event.key !== ';' || this.text() || !this.picker()) return;
    event.preventDefault();
    this.pickCannedReply();
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
  protected discard(): void {
    const before = this.text();
    this.put('');
    this.box().nativeElement.focus();
    this.toasts.success($localize`The draft is discarded`, {
      label: $localize`Undo`,
      run: () => this.text() || this.put(before),
    });
  }

  protected send(event: Event, resolve = false): void {
    event.preventDefault();
    const text = this.text();
    if (!text.trim() || (resolve && !this.resolvable())) return;
    void this.store.write({ body: text, visibility: this.internal() ? 'internal' : 'public', resolve });
    this.put('');
    this.box().nativeElement.focus();
  }

  /** Into the box, too: typed and sent within one frame, the text is the same to the template before and after. */
  private put(text: string): void {
    this.type(text);
    this.box().nativeElement.value = text;
  }
  private take(stored: string | null): void {
    try {
      const draft = JSON.parse(stored ?? '{}') as { text?: string; visibility?: Visibility };
      this.text.set(draft.text ?? '');
      this.restored.set(!!draft.text);
      this.visibility.set(draft.visibility === 'internal' ? 'internal' : 'public');
    } catch {
      this.text.set('');
    }
  }
}
