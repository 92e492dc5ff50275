import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { AccountsApi } from '../../core/accounts-api';
import { Ticket, User } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { StatusBadge } from '../../shared/badges';
import { formatCount } from '../../shared/number-format';

const SHOWN_TICKETS = 5;

interface OtherTickets {
  tickets: readonly Ticket[];
  /** How many there are, without the ticket itself; null if they were not counted to the end. */
  total: number | null;
}

/** The requester as a person: organization, notes, addresses and other tickets. */
@Component({
  selector: 'tiq-requester-panel',
  imports: [RouterLink, StatusBadge],
  host: { class: 'block' },
  template: `@if (personId(); as id) {
    <section class="card p-4" aria-labelledby="person-heading" data-testid="requester-panel">
      <h2 id="person-heading" class="font-semibold [overflow-wrap:anywhere]" dir="auto">
        {{ person()?.name ?? ticket().requester?.name ?? ticket().requester?.email }}
      </h2>
      @if (person(); as known) {
        @if (known.organization; as organization) {
          <p class="mt-1 text-sm [overflow-wrap:anywhere]">
            <a
              class="link"
              routerLink="/inbox"
              [queryParams]="{ organization: organization.id }"
              dir="auto"
              [attr.aria-label]="organizationLabel(organization.name)"
              >{{ organization.name }}</a
            >
          </p>
        }
        @for (address of known.emails; track address.email) {
          <p class="mt-1 text-sm text-soft [overflow-wrap:anywhere]">
            {{ address.email }}
            @if (!address.verified) {
              <span i18n class="text-faint">(not verified)</span>
            }
          </p>
        }
        @if (known.notes) {
          <p class="mt-2 text-sm [overflow-wrap:anywhere] whitespace-pre-line" dir="auto">
            {{ known.notes }}
          </p>
        }
      }
      <h3 i18n class="mt-3 text-sm font-medium">Other tickets</h3>
      @if (others(); as other) {
        @for (each of other.tickets; track each.id) {
          <div class="mt-2 flex items-center gap-2 text-sm" data-testid="other-ticket">
            <a class="link min-w-0 flex-1 truncate" [routerLink]="['/tickets', each.id]" dir="auto"
              >#{{ each.id }} {{ each.title }}</a
            >
            <tiq-status-badge [status]="each.status" />
          </div>
        } @empty {
          <p i18n class="mt-1 text-sm text-faint">No other tickets.</p>
        }
        @if (other.tickets.length) {
          <p class="mt-2 text-sm">
            <a class="link" routerLink="/inbox" [queryParams]="{ requester: id }">{{ allLabel() }}</a>
          </p>
        }
      } @else if (failed()) {
        <p class="mt-1 text-sm" role="alert">
          <ng-container i18n>Couldn’t load the other tickets.</ng-container>&ngsp;
          <button i18n type="button" class="link min-h-6" (click)="load(id)">Try again</button>
        </p>
      } @else {
        <div class="skeleton mt-2 h-6" role="status"><span i18n class="sr-only">Loading tickets</span></div>
      }
    </section>
  }`,
})
export class RequesterPanel {
  readonly ticket = input.required<Ticket>();
  private readonly accounts = inject(AccountsApi);
  private readonly tickets = inject(TicketsApi);
  protected readonly personId = computed(() => this.ticket().requester?.id ?? null);
  /** Person and ticket, since the other tickets are without this one. */
  private readonly subject = computed(() => `${this.personId()} ${this.ticket().id}`);
  protected readonly person = signal<User | null>(null);
  protected readonly others = signal<OtherTickets | null>(null);
  protected readonly failed = signal(false);
  protected readonly allLabel = computed(() => {
    const total = this.others()?.total ?? null;
    return total === null
      ? $localize`All tickets of this requester`
      : $localize`All ${formatCount(total + 1)}:count: tickets of this requester`;
  });

  constructor() {
    effect(() => {
      this.subject();
      untracked(() => {
        const id = this.personId();
        this.person.set(null);
        this.others.set(null);
        if (id !== null) this.load(id);
      });
    });
  }

  protected organizationLabel(name: string): string {
    return $localize`Tickets of ${name}:organization:`;
  }
  protected load(id: number): void {
    const subject = this.subject();
    const isCurrent = () => subject === this.subject();
    this.failed.set(false);
    // Agents can read requesters only: of another agent, the ticket has the name.
    this.accounts.getUser(id).then(
      (person) => isCurrent() && this.person.set(person),
      () => undefined,
    );
    this.tickets.list({ requester: [id] }, { limit: SHOWN_TICKETS + 1 }).then(
      ({ results, total }) => {
        if (!isCurrent()) return;
        const tickets = results.filter((each) => each.id !== this.ticket().id).slice(0, SHOWN_TICKETS);
        this.others.set({ tickets, total: total.relation === 'eq' ? total.value - 1 : null });
      },
      () => isCurrent() && this.failed.set(true),
    );
  }
}
