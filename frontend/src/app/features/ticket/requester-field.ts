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
import { Problem } from '../../core/problem';
import { keepUnsavedChanges } from '../../core/unsaved-changes';
import { Field, FieldBox } from '../../shared/field';
import { mailTo } from '../../shared/mail-link';
import { limits } from '../../shared/text-limits';
import { TicketStore } from './ticket-store';

/** Who asks for help; an agent can enter or correct it. */
@Component({
  selector: 'tiq-requester-field',
  imports: [Field, FieldBox],
  host: { class: 'block' },
  template: `@let requester = ticket().requester;
    @if (seen(); as before) {
      <form class="flex flex-col gap-2" novalidate (submit)="save($event)" (keydown.escape)="close()">
        <tiq-field
          boxId="requester-name"
          label="Name"
          i18n-label
          [error]="refused()?.fieldMessage('requester.name') ?? null"
        >
          <input
            #name
            tiqFieldBox
            dir="auto"
            autocomplete="off"
            [attr.maxlength]="limits.requesterName"
            [value]="before.requester?.name ?? ''"
          />
        </tiq-field>
        <tiq-field
          boxId="requester-email"
          label="Email"
          i18n-label
          [error]="refused()?.fieldMessage('requester.email') ?? null"
        >
          <input
            #email
            tiqFieldBox
            type="email"
            autocomplete="off"
            [attr.maxlength]="limits.requesterEmail"
            [value]="before.requester?.email ?? ''"
          />
        </tiq-field>
        <div class="flex flex-wrap gap-2">
          <button i18n type="submit" class="btn btn-primary min-h-7">Save</button>
          <button i18n type="button" class="btn btn-ghost min-h-7" (click)="close()">Cancel</button>
        </div>
      </form>
    } @else {
      @if (requester?.name || requester?.email) {
        {{ requester?.name }}
      } @else {
        <ng-container i18n>Unknown</ng-container>
      }
      @if (requester?.email; as email) {
        <a class="link block" [href]="mailTo(email)">{{ email }}</a>
      }
      <button #edit type="button" class="btn btn-ghost -ms-2 min-h-6 px-2" (click)="open()">
        {{ editLabel() }}
      </button>
    }`,
})
export class RequesterField {
  readonly ticket = input.required<Ticket>();
  private readonly store = inject(TicketStore);
  private readonly injector = inject(Injector);
  private readonly name = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly email = viewChild<ElementRef<HTMLInputElement>>('email');
  private readonly edit = viewChild<ElementRef<HTMLButtonElement>>('edit');
  private readonly ticketId = computed(() => this.ticket().id);
  /** The ticket that the form was opened with, while it is open. */
  protected readonly seen = linkedSignal<number, Ticket | null>({
    source: this.ticketId,
    computation: () => null,
  });
  /** What is wrong with what was entered. */
  protected readonly refused = signal<Problem | null>(null);
  protected readonly limits = limits;
  protected readonly mailTo = mailTo;
  protected readonly editLabel = computed(() =>
    this.ticket().requester ? $localize`Edit requester` : $localize`Add requester`,
  );

  constructor() {
    keepUnsavedChanges(() => this.changed());
  }

  protected open(): void {
    this.refused.set(null);
    this.seen.set(this.ticket());
    afterNextRender(() => this.name()?.nativeElement.focus(), { injector: this.injector });
  }
  protected close(): void {
    this.seen.set(null);
    afterNextRender(() => this.edit()?.nativeElement.focus(), { injector: this.injector });
  }
  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const seen = this.seen();
    if (!seen) return;
    if (!this.changed()) return this.close();
    this.refused.set(null);
    const { name, email } = this.entered();
    const saved = await this.store.change(
      { requester: name || email ? { name, email } : null },
      { seen, refused: (problem) => this.isShown(problem, seen) },
    );
    if (saved && this.seen() === seen) this.close();
  }

  private entered(): { name: string | null; email: string | null } {
    const [name, email] = [this.name(), this.email()].map((box) => box?.nativeElement.value.trim() || null);
    return { name: name ?? null, email: email ?? null };
  }
  private changed(): boolean {
    const seen = this.seen();
    if (!seen || !this.name()) return false;
    const { name, email } = this.entered();
    return name !== (seen.requester?.name ?? null) || email !== (seen.requester?.email ?? null);
  }
  /** At the fields, while the form is the one that was sent. */
  private isShown(problem: Problem, sent: Ticket): boolean {
    if (this.seen() !== sent || !problem.fieldMessage('requester')) return false;
    this.refused.set(problem);
    (problem.fieldMessage('requester.name') ? this.name() : this.email())?.nativeElement.focus();
    return true;
  }
}
