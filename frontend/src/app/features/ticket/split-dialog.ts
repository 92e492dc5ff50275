import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Message, Ticket } from '../../core/api-types';
import { Button } from '../../shared/button';
import { FormField, FormFieldControl } from '../../shared/form-field';
import { LIMITS } from '../../shared/text-limits';
import { TicketRelations } from './ticket-relations';

const TITLE_LENGTH = 80;

/** Asks for the title of a ticket that is split off from a message. */
@Component({
  selector: 'tiq-split-dialog',
  imports: [Button, FormField, FormFieldControl],
  template: `<dialog
    #dialog
    class="card m-auto w-[min(32rem,calc(100vw-2rem))] bg-raised p-5 text-text shadow-l backdrop:bg-black/40"
    aria-labelledby="split-heading"
    (close)="closed.emit()"
  >
    <form class="flex flex-col gap-4" novalidate (submit)="confirm($event, title.value)">
      <h2 i18n id="split-heading" class="text-lg font-semibold">New ticket from this message</h2>
      <p i18n class="text-sm text-soft">
        For the same requester, linked to #{{ ticket().id }}. The message also stays here.
      </p>
      <tiq-form-field inputId="split-title" label="Title" i18n-label [error]="error()">
        <input #title tiqFormFieldControl dir="auto" [attr.maxlength]="limits.title" [value]="proposal()" />
      </tiq-form-field>
      <div class="flex flex-wrap gap-2">
        <button i18n type="submit" tiqButton="primary" [disabled]="busy()">Create ticket</button>
        <button i18n type="button" tiqButton="ghost" (click)="dialog.close()">Cancel</button>
      </div>
    </form>
  </dialog>`,
})
export class SplitDialog {
  readonly ticket = input.required<Ticket>();
  readonly message = input.required<Message>();
  readonly closed = output();
  private readonly relations = inject(TicketRelations);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly limits = LIMITS;
  protected readonly busy = signal(false);
  protected readonly error = signal<string | null>(null);
  /** The beginning of the message. */
  protected readonly proposal = computed(() => {
    const [line = ''] = this.message().body.trim().split('\n');
    return line.length > TITLE_LENGTH
      ? line.slice(0, line.lastIndexOf(' ', TITLE_LENGTH) + 1).trim() || line.slice(0, TITLE_LENGTH)
      : line;
  });

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }

  protected async confirm(event: Event, title: string): Promise<void> {
    event.preventDefault();
    if (!title.trim()) return this.error.set($localize`This field is required.`);
    this.busy.set(true);
    const done = await this.relations.split(this.ticket(), this.message(), title.trim());
    this.busy.set(false);
    if (done) this.dialog().nativeElement.close();
  }
}
