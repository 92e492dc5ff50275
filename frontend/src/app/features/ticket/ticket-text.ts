import {
  afterNextRender,
  Component,
  computed,
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
import { Ticket } from '../../core/api-types';
import { hasEvidence, standingEvidence } from '../../shared/evidence';
import { EvidenceLegend } from '../../shared/evidence-text';
import { Icon } from '../../shared/icon';
import { LengthCounter } from '../../shared/length-counter';
import { LinkedText } from '../../shared/linked-text';
import { limits } from '../../shared/text-limits';
import { missingFields, tooLongFields } from '../../shared/ticket-draft';
import { draftOf, editedFields, keepDraft, keptDraft, seenWhile, TextDraft } from './text-draft';
import { TicketStore } from './ticket-store';

/** What the requester wrote, and the form in which it is put right. */
@Component({
  selector: 'tiq-ticket-text',
  imports: [EvidenceLegend, Icon, LengthCounter, LinkedText],
  host: { class: 'block' },
  templateUrl: './ticket-text.html',
})
export class TicketText {
  readonly ticket = input.required<Ticket>();
  readonly editing = output<boolean>();
  private readonly store = inject(TicketStore);
  private readonly injector = inject(Injector);
  private readonly titleBox = viewChild<ElementRef<HTMLInputElement>>('title');
  private readonly editButton = viewChild<ElementRef<HTMLButtonElement>>('edit');
  protected readonly evidence = computed(() => standingEvidence(this.ticket()));
  protected readonly hasEvidence = computed(() => hasEvidence(this.ticket()));
  private readonly id = computed(() => this.ticket().id);
  protected readonly draft = signal<TextDraft | null>(null);
  /** Said until it is typed on. */
  protected readonly restored = signal(false);
  protected readonly saving = signal(false);
  protected readonly limits = limits;
  protected readonly missing = signal<Record<string, string>>({});
  private readonly descriptionBox = viewChild<ElementRef<HTMLTextAreaElement>>('description');
  protected readonly tooLong = computed(() => {
    const draft = this.draft();
    return draft ? tooLongFields(draft) : {};
  });
  /** Said while there is still time to look, and not only when it is saved. */
  protected readonly changedMeanwhile = computed(() => {
    const draft = this.draft();
    return draft !== null && !this.saving() && seenWhile(draft, this.ticket()) !== this.ticket();
  });

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.draft.set(keptDraft(id));
        this.restored.set(this.draft() !== null);
      });
    });
    effect(() => this.editing.emit(this.draft() !== null));
  }

  open(): void {
    if (!this.draft()) this.keep(draftOf(this.ticket()));
    afterNextRender(() => this.titleBox()?.nativeElement.focus(), { injector: this.injector });
  }
  protected type(typed: Partial<TextDraft>): void {
    const draft = this.draft();
    if (draft) this.keep({ ...draft, ...typed });
    this.missing.set({});
    this.restored.set(false);
  }
  protected close(): void {
    this.keep(null);
    this.missing.set({});
    afterNextRender(() => this.editButton()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const draft = this.draft();
    if (!draft || this.saving()) return;
    this.missing.set(missingFields(draft));
    if (Object.keys(this.missing()).length) return;
    if (this.tooLong()['title']) return this.titleBox()?.nativeElement.focus();
    if (this.tooLong()['description']) return this.descriptionBox()?.nativeElement.focus();
    const changes = editedFields(draft);
    if (!Object.keys(changes).length) return this.close();
    this.saving.set(true);
    const seen = seenWhile(draft, this.store.toldNow() ?? this.ticket());
    const made = await this.store.change(changes, { seen });
    this.saving.set(false);
    // What was typed meanwhile stays, and so does everything where the change was not made.
    if (made && this.draft() === draft) this.close();
  }

  private keep(draft: TextDraft | null): void {
    this.draft.set(draft);
    keepDraft(this.id(), draft);
  }
}
