import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Ticket } from '../../core/api-types';
import { Field, FieldBox } from '../../shared/field';
import { mailTo } from '../../shared/mail-link';
import { TicketStore } from './ticket-store';

/** Who asks for help; an agent can enter or correct it. */
@Component({
  selector: 'tiq-requester-field',
  imports: [Field, FieldBox],
  host: { class: 'block' },
  template: `@let requester = ticket().requester;
    @if (seen(); as before) {
      <form
        class="flex flex-col gap-2"
        novalidate
        (submit)="save($event, name.value, email.value)"
        (keydown.escape)="close()"
      >
        <tiq-field boxId="requester-name" label="Name" i18n-label>
          <input
            #name
            tiqFieldBox
            dir="auto"
            autocomplete="off"
            maxlength="200"
            [value]="before.requester?.name ?? ''"
          />
        </tiq-field>
        <tiq-field boxId="requester-email" label="E-mail" i18n-label>
          <input
            #email
            tiqFieldBox
            type="email"
            autocomplete="off"
            maxlength="254"
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
  private readonly edit = viewChild<ElementRef<HTMLButtonElement>>('edit');
  /** The ticket that the form was opened with, while it is open. */
  protected readonly seen = signal<Ticket | null>(null);
  protected readonly mailTo = mailTo;
  protected readonly editLabel = computed(() =>
    this.ticket().requester ? $localize`Edit requester` : $localize`Add requester`,
  );

  protected open(): void {
    this.seen.set(this.ticket());
    afterNextRender(() => this.name()?.nativeElement.focus(), { injector: this.injector });
  }
  protected close(): void {
    this.seen.set(null);
    afterNextRender(() => this.edit()?.nativeElement.focus(), { injector: this.injector });
  }
  protected async save(event: Event, name: string, email: string): Promise<void> {
    event.preventDefault();
    const seen = this.seen();
    if (!seen) return;
    const requester = { name: name.trim() || null, email: email.trim() || null };
    const saved = await this.store.change(
      { requester: requester.name || requester.email ? requester : null },
      { seen },
    );
    if (saved) this.close();
  }
}
