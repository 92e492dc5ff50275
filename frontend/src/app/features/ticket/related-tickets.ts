import { Component, computed, effect, inject, input, signal, untracked } from '@angular/core';
import { RouterLink } from '@angular/router';
import { LikelyDuplicate, LinkType } from '../../api/models';
import { toApiProblem } from '../../core/api-problem';
import { Ticket } from '../../core/api-types';
import { TicketRelationsApi } from '../../core/ticket-relations-api';
import { TicketsApi } from '../../core/tickets-api';
import { StatusBadge } from '../../shared/badges';
import { Button } from '../../shared/button';
import { Icon } from '../../shared/icon';
import { linkTypeNames } from './link-labels';
import { RelateDialog } from './relate-dialog';
import { TicketRelations } from './ticket-relations';

/** Linked tickets and likely duplicates, with the dialog to link or merge the ticket. */
@Component({
  selector: 'tiq-related-tickets',
  imports: [Button, Icon, RelateDialog, RouterLink, StatusBadge],
  host: { class: 'block' },
  template: `<section class="card p-4" aria-labelledby="related-heading" data-testid="related-tickets">
    <div class="flex items-center gap-2">
      <h2 i18n id="related-heading" class="flex-1 font-semibold">Related tickets</h2>
      <button type="button" tiqButton="ghost" class="min-h-7" (click)="open()">
        <tiq-icon name="plus" [size]="13" /><ng-container i18n>Link or merge</ng-container>
      </button>
    </div>
    @for (link of ticket().links; track link.id) {
      <div class="mt-2 flex items-start gap-2 text-sm" data-testid="link">
        <p class="min-w-0 flex-1 [overflow-wrap:anywhere]">
          <span class="block text-xs text-faint">{{ linkTypeNames[link.type] }}</span>
          @if (titles().get(link.id) === null) {
            <ng-container i18n>#{{ link.id }} (no access)</ng-container>
          } @else {
            <a class="link" [routerLink]="['/tickets', link.id]" dir="auto"
              >#{{ link.id }} {{ titles().get(link.id) }}</a
            >
          }
        </p>
        @if (titles().get(link.id) !== null) {
          <button
            type="button"
            tiqButton="ghost"
            iconOnly
            class="min-h-6"
            [attr.aria-label]="removeLabel(link.id)"
            [title]="removeLabel(link.id)"
            (click)="relations.unlink(ticket(), link.id)"
          >
            <tiq-icon name="close" [size]="13" />
          </button>
        }
      </div>
    }
    @if (duplicates().length) {
      <h3 i18n class="mt-3 text-sm font-medium">Likely duplicates</h3>
      @for (other of duplicates(); track other.id) {
        <div class="mt-2 flex flex-wrap items-center gap-2 text-sm" data-testid="duplicate">
          <a class="link min-w-0 flex-1 basis-40 truncate" [routerLink]="['/tickets', other.id]" dir="auto"
            >#{{ other.id }} {{ other.title }}</a
          >
          <tiq-status-badge [status]="other.status" />
          <button i18n type="button" tiqButton class="min-h-7" (click)="relations.merge(ticket(), other.id)">
            Merge into #{{ other.id }}
          </button>
        </div>
      }
    }
    @if (!ticket().links.length && !duplicates().length) {
      <p i18n class="mt-1 text-sm text-faint">No linked tickets.</p>
    }
    @if (dialogOpen()) {
      <tiq-relate-dialog [ticket]="ticket()" (closed)="dialogOpen.set(false)" />
    }
  </section>`,
})
export class RelatedTickets {
  readonly ticket = input.required<Ticket>();
  protected readonly relations = inject(TicketRelations);
  private readonly api = inject(TicketRelationsApi);
  private readonly tickets = inject(TicketsApi);
  protected readonly linkTypeNames: Record<LinkType, string> = linkTypeNames;
  protected readonly dialogOpen = signal(false);
  /** Titles of linked tickets, as far as they are known; null of tickets that the agent may not see. */
  protected readonly titles = signal<ReadonlyMap<number, string | null>>(new Map());
  private readonly similar = signal<readonly LikelyDuplicate[]>([]);
  protected readonly duplicates = computed(() => {
    const linked = new Set(this.ticket().links.map(({ id }) => id));
    return this.similar().filter(({ id }) => !linked.has(id));
  });
  private readonly id = computed(() => this.ticket().id);
  private readonly linkedIds = computed(() =>
    this.ticket()
      .links.map(({ id }) => id)
      .join(),
  );

  constructor() {
    effect(() => {
      const id = this.id();
      untracked(() => void this.loadDuplicates(id));
    });
    effect(() => {
      this.linkedIds();
      untracked(() => this.loadTitles());
    });
  }

  open(): void {
    this.dialogOpen.set(true);
  }
  protected removeLabel(id: number): string {
    return $localize`Remove link to #${id}:id:`;
  }

  private async loadDuplicates(id: number): Promise<void> {
    this.similar.set([]);
    // A hint only: without an answer, none is shown.
    const duplicates = await this.api.duplicates(id).catch(() => []);
    if (id === this.id()) this.similar.set(duplicates);
  }
  private loadTitles(): void {
    for (const { id } of this.ticket().links) {
      if (this.titles().has(id)) continue;
      const show = (title: string | null): void =>
        this.titles.update((titles) => new Map(titles).set(id, title));
      const known = this.tickets.cached(id);
      if (known) show(known.title);
      else
        this.tickets.get(id).then(
          ({ title }) => show(title),
          // After another error, the ticket is shown by its number.
          (error: unknown) => toApiProblem(error).isNotFound && show(null),
        );
    }
  }
}
