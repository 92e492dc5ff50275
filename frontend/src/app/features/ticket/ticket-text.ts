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
import { hasEvidence, activeEvidence } from '../../shared/evidence';
import { EvidenceLegend } from '../../shared/evidence-text';
import { DescriptionAttachments } from '../../shared/attachments/description-attachments';
import { Icon } from '../../shared/icon';
import { LengthCounter } from '../../shared/length-counter';
import { LinkedText } from '../../shared/linked-text';
import { LIMITS } from '../../shared/text-limits';
import { missingFields, tooLongFields } from '../../shared/ticket-draft';
import {
  toTextDraft,
  changedTexts,
  storeTextDraft,
  readTextDraft,
  baseTicket,
  TicketTextDraft,
} from './text-draft';
import { TicketStore } from './ticket-store';
import { Button } from '../../shared/button';

/** The requester's text with an edit form. */
@Component({
  selector: 'tiq-ticket-text',
  imports: [DescriptionAttachments, Button, EvidenceLegend, Icon, LengthCounter, LinkedText],
  host: { class: 'block' },
  templateUrl: './ticket-text.html',
})
export class TicketText {
  readonly ticket = input.required<Ticket>();
  readonly editing = output<boolean>();
  private readonly store = inject(TicketStore);
  private readonly injector = inject(Injector);
  private readonly titleInput = viewChild<ElementRef<HTMLInputElement>>('title');
  private readonly editButton = viewChild<ElementRef<HTMLButtonElement>>('edit');
  protected readonly evidence = computed(() => activeEvidence(this.ticket()));
  protected readonly hasEvidence = computed(() => hasEvidence(this.ticket()));
  private readonly id = computed(() => this.ticket().id);
  protected readonly draft = signal<TicketTextDraft | null>(null);
  /** Whether the text is a restored draft, until it is edited. */
  protected readonly restored = signal(false);
  protected readonly saving = signal(false);
  protected readonly limits = LIMITS;
  protected readonly missingErrors = signal<Record<string, string>>({});
  private readonly descriptionInput = viewChild<ElementRef<HTMLTextAreaElement>>('description');
  protected readonly lengthErrors = computed(() => {
    const draft = this.draft();
    return draft ? tooLongFields(draft) : {};
  });
  /** Reported during editing, not only on save. */
  protected readonly changedByOthers = computed(() => {
    const draft = this.draft();
    return draft !== null && !this.saving() && baseTicket(draft, this.ticket()) !== this.ticket();
  });

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => {
        this.draft.set(readTextDraft(id));
        this.restored.set(this.draft() !== null);
      });
    });
    effect(() => this.editing.emit(this.draft() !== null));
  }

  startEditing(): void {
    if (!this.draft()) this.setDraft(toTextDraft(this.ticket()));
    afterNextRender(() => this.titleInput()?.nativeElement.focus(), { injector: this.injector });
  }
  protected update(typed: Partial<TicketTextDraft>): void {
    const draft = this.draft();
    if (draft) this.setDraft({ ...draft, ...typed });
    this.missingErrors.set({});
    this.restored.set(false);
  }
  protected stopEditing(): void {
    this.setDraft(null);
    this.missingErrors.set({});
    afterNextRender(() => this.editButton()?.nativeElement.focus(), { injector: this.injector });
  }

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const draft = this.draft();
    if (!draft || this.saving()) return;
    this.missingErrors.set(missingFields(draft));
    if (Object.keys(this.missingErrors()).length) return;
    if (this.lengthErrors()['title']) return this.titleInput()?.nativeElement.focus();
    if (this.lengthErrors()['description']) return this.descriptionInput()?.nativeElement.focus();
    const changes = changedTexts(draft);
    if (!Object.keys(changes).length) return this.stopEditing();
    this.saving.set(true);
    const base = baseTicket(draft, this.store.serverTicket() ?? this.ticket());
    const applied = await this.store.update(changes, { seen: base });
    this.saving.set(false);
    // Further edits are retained, and everything if the change was not applied.
    if (applied && this.draft() === draft) this.stopEditing();
  }

  private setDraft(draft: TicketTextDraft | null): void {
    this.draft.set(draft);
    storeTextDraft(this.id(), draft);
  }
}
