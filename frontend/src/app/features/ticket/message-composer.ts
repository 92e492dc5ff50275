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
import { Icon } from '../../shared/icon';
import { TicketStore } from './ticket-store';

type Visibility = Message['visibility'];

/** A reply or a note, never in doubt which: the box takes the note's colour. What is typed outlives a reload. */
@Component({
  selector: 'tiq-message-composer',
  imports: [Icon],
  host: { class: 'block' },
  template: `<form
    class="card p-3"
    [class]="internal() ? 'border-note-line bg-note-soft' : ''"
    (submit)="send($event)"
    (keydown.control.enter)="send($event)"
    (keydown.meta.enter)="send($event)"
  >
    @if (notes()) {
      <div class="mb-2 flex gap-1" role="group" aria-label="Who sees it" i18n-aria-label>
        <button
          type="button"
          class="btn btn-ghost"
          [class.btn-chosen]="!internal()"
          [attr.aria-pressed]="!internal()"
          title="Reply (r)"
          i18n-title
          (click)="visibility.set('public')"
        >
          <tiq-icon name="reply" />Public reply
        </button>
        <button
          type="button"
          class="btn btn-ghost"
          [class.btn-chosen]="internal()"
          [attr.aria-pressed]="internal()"
          title="Internal note (n)"
          i18n-title
          (click)="visibility.set('internal')"
        >
          <tiq-icon name="lock" />Internal note
        </button>
      </div>
    }
    <textarea
      #box
      class="input min-h-24 resize-y leading-relaxed"
      dir="auto"
      rows="4"
      maxlength="20000"
      [attr.aria-label]="internal() ? 'Internal note' : notes() ? 'Public reply' : 'Your reply'"
      [placeholder]="placeholder()"
      [value]="text()"
      (input)="text.set(box.value)"
    ></textarea>
    <div class="mt-2 flex items-center gap-3">
      <button type="submit" class="btn btn-primary" [disabled]="sending() || !text().trim()">
        {{ sending() ? 'Sending…' : internal() ? 'Add note' : 'Send reply' }}
      </button>
      <span class="text-[length:var(--text-xs)] text-faint max-sm:hidden"
        ><kbd i18n class="kbd">Ctrl</kbd> <kbd class="kbd">↵</kbd></span
      >
    </div>
  </form>`,
})
export class MessageComposer {
  readonly ticketId = input.required<number>();
  /** Whether notes among agents can be written here; a requester only replies. */
  readonly notes = input(true);
  private readonly store = inject(TicketStore);
  private readonly box = viewChild.required<ElementRef<HTMLTextAreaElement>>('box');
  private readonly storedAs = computed(() => `ticketiq.draft.message.${this.ticketId()}`);
  protected readonly text = signal('');
  protected readonly visibility = signal<Visibility>('public');
  protected readonly internal = computed(() => this.notes() && this.visibility() === 'internal');
  protected readonly placeholder = computed(() => {
    if (!this.notes()) return 'Write to the agents…';
    return this.internal() ? 'Only agents see this…' : 'The requester sees this…';
  });
  protected readonly sending = signal(false);

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

  protected async send(event: Event): Promise<void> {
    event.preventDefault();
    const text = this.text();
    if (!text.trim() || this.sending()) return;
    this.sending.set(true);
    // What was typed while it was being sent stays.
    if ((await this.store.write(text, this.internal() ? 'internal' : 'public')) && this.text() === text)
      this.text.set('');
    this.sending.set(false);
  }

  private take(stored: string | null): void {
    try {
      const draft = JSON.parse(stored ?? '{}') as { text?: string; visibility?: Visibility };
      this.text.set(draft.text ?? '');
      this.visibility.set(draft.visibility === 'internal' ? 'internal' : 'public');
    } catch {
      this.text.set('');
    }
  }
}
