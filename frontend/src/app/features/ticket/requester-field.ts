import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import { Ticket } from '../../core/api-types';
import { ApiProblem } from '../../core/api-problem';
import { trackUnsavedChanges } from '../../core/unsaved-changes';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { mailtoUrl } from '../../shared/mailto-link';
import { LIMITS } from '../../shared/text-limits';
import { TicketStore } from './ticket-store';
import { Button } from '../../shared/button';

/** Shows the requester; agents can edit it. */
@Component({
  selector: 'tiq-requester-field',
  imports: [Button, FormField, FormFieldControl],
  host: { class: 'block' },
  template: `@let requester = ticket().requester;
    @if (editedTicket(); as before) {
      <form class="flex flex-col gap-2" novalidate (submit)="save($event)" (keydown.escape)="close()">
        <tiq-form-field
          inputId="requester-name"
          label="Name"
          i18n-label
          [error]="problem()?.fieldMessage('requester.name') ?? null"
        >
          <input
            #name
            tiqFormFieldControl
            dir="auto"
            autocomplete="off"
            [attr.maxlength]="limits.requesterName"
            [value]="before.requester?.name ?? ''"
          />
        </tiq-form-field>
        <tiq-form-field
          inputId="requester-email"
          label="Email"
          i18n-label
          [error]="problem()?.fieldMessage('requester.email') ?? null"
        >
          <input
            #email
            tiqFormFieldControl
            type="email"
            autocomplete="off"
            [attr.maxlength]="limits.requesterEmail"
            [value]="before.requester?.email ?? ''"
          />
        </tiq-form-field>
        <div class="flex flex-wrap gap-2">
          <button i18n type="submit" tiqButton="primary" class="min-h-7">Save</button>
          <button i18n type="button" tiqButton="ghost" class="min-h-7" (click)="close()">Cancel</button>
        </div>
      </form>
    } @else {
      @if (requester?.name || requester?.email) {
        {{ requester?.name }}
      } @else {
        <ng-container i18n>Unknown</ng-container>
      }
      @if (requester?.email; as email) {
        <a class="link block" [href]="mailtoUrl(email)">{{ email }}</a>
      }
      <button #edit type="button" tiqButton="ghost" class="-ms-2 min-h-6 px-2" (click)="open()">
        {{ editLabel() }}
      </button>
    }`,
})
export class RequesterField {
  readonly ticket = input.required<Ticket>();
  private readonly store = inject(TicketStore);
  private readonly injector = inject(Injector);
  private readonly nameInput = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly emailInput = viewChild<ElementRef<HTMLInputElement>>('email');
  private readonly editButton = viewChild<ElementRef<HTMLButtonElement>>('edit');
  private readonly ticketId = computed(() => this.ticket().id);
  /** The ticket when the form was opened; null if closed. */
  protected readonly editedTicket = linkedSignal<number, Ticket | null>({
    source: this.ticketId,
    computation: () => null,
  });
  /** Problem of the last submission. */
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly limits = LIMITS;
  protected readonly mailtoUrl = mailtoUrl;
  protected readonly editLabel = computed(() =>
    this.ticket().requester ? $localize`Edit requester` : $localize`Add requester`,
  );

  constructor() {
    trackUnsavedChanges(() => this.hasChanges());
  }

  protected open(): void {
    this.problem.set(null);
    this.editedTicket.set(this.ticket());
    afterNextRender(() => this.nameInput()?.nativeElement.focus(), { injector: this.injector });
  }
  protected close(): void {
    this.editedTicket.set(null);
    afterNextRender(() => this.editButton()?.nativeElement.focus(), { injector: this.injector });
  }
  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const editedTicket = this.editedTicket();
    if (!editedTicket) return;
    if (!this.hasChanges()) return this.close();
    this.problem.set(null);
    const { nameInput, emailInput } = this.formValue();
    const saved = await this.store.update(
      { requester: nameInput || emailInput ? { name: nameInput, email: emailInput } : null },
      { seen: editedTicket, refused: (problem) => this.showFieldError(problem, editedTicket) },
    );
    if (saved && this.editedTicket() === editedTicket) this.close();
  }

  private formValue(): { nameInput: string | null; emailInput: string | null } {
    const [name, email] = [this.nameInput(), this.emailInput()].map(
      (box) => box?.nativeElement.value.trim() || null,
    );
    return { nameInput: name ?? null, emailInput: email ?? null };
  }
  private hasChanges(): boolean {
    const editedTicket = this.editedTicket();
    if (!editedTicket || !this.nameInput()) return false;
    const { nameInput, emailInput } = this.formValue();
    return (
      nameInput !== (editedTicket.requester?.name ?? null) ||
      emailInput !== (editedTicket.requester?.email ?? null)
    );
  }
  /** Shows the error at the fields if the submitted form is still open. Returns whether it did. */
  private showFieldError(problem: ApiProblem, sent: Ticket): boolean {
    if (this.editedTicket() !== sent || !problem.fieldMessage('requester')) return false;
    this.problem.set(problem);
    (problem.fieldMessage('requester.name') ? this.nameInput() : this.emailInput())?.nativeElement.focus();
    return true;
  }
}
