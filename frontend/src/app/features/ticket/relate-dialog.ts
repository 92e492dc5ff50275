import {
  afterNextRender,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { linkTypeValues } from '../../api/vocabulary';
import { LinkType } from '../../api/models';
import { Ticket } from '../../core/api-types';
import { TicketsApi } from '../../core/tickets-api';
import { StatusBadge } from '../../shared/badges';
import { Button } from '../../shared/button';
import { linkTypeNames } from './link-labels';
import { TicketRelations } from './ticket-relations';

const MAX_RESULTS = 8;
const SEARCH_DELAY_MS = 200;

/** Finds another ticket and links this one to it or merges this one into it. */
@Component({
  selector: 'tiq-relate-dialog',
  imports: [Button, StatusBadge],
  template: `<dialog
    #dialog
    class="card m-auto max-h-[calc(100dvh-2rem)] w-[min(36rem,calc(100vw-2rem))] overflow-y-auto bg-raised p-5 text-text shadow-l backdrop:bg-black/40"
    aria-labelledby="relate-heading"
    (close)="closed.emit()"
  >
    <form class="flex flex-col gap-4" (submit)="confirm($event)">
      <h2 i18n id="relate-heading" class="text-lg font-semibold">Link or merge #{{ ticket().id }}</h2>
      <div>
        <label i18n class="label" for="relate-action">Action</label>
        <select id="relate-action" class="input" (change)="setAction($event)">
          @for (type of linkTypes; track type) {
            <option [value]="type" [selected]="action() === type">{{ linkTypeNames[type] }}</option>
          }
          <option i18n value="merge" [selected]="action() === 'merge'">Merge into</option>
        </select>
      </div>
      <div>
        <label i18n class="label" for="relate-search">Other ticket</label>
        <input
          #search
          id="relate-search"
          class="input"
          type="search"
          dir="auto"
          autocomplete="off"
          placeholder="Number or words"
          i18n-placeholder
          (input)="query.set(search.value)"
        />
      </div>
      <fieldset>
        <legend i18n class="sr-only">Tickets</legend>
        @for (other of results(); track other.id) {
          <label
            class="flex cursor-pointer items-center gap-2 rounded-md px-2 py-1.5 text-sm hover:bg-sunken"
            [class.btn-selected]="selected()?.id === other.id"
          >
            <input
              type="radio"
              class="size-4 shrink-0 accent-[var(--c-accent)]"
              name="relate-ticket"
              [checked]="selected()?.id === other.id"
              (change)="selected.set(other)"
            />
            <span class="min-w-0 flex-1 truncate" dir="auto">#{{ other.id }} {{ other.title }}</span>
            <tiq-status-badge [status]="other.status" />
          </label>
        } @empty {
          <p class="text-sm text-faint" role="status">
            @if (failed()) {
              <ng-container i18n>Couldn’t search. Try again.</ng-container>
            } @else if (loading()) {
              <ng-container i18n>Searching…</ng-container>
            } @else {
              <ng-container i18n>No tickets found.</ng-container>
            }
          </p>
        }
      </fieldset>
      @if (action() === 'merge') {
        <p class="text-sm text-soft">
          @if (hasOtherRequester()) {
            <ng-container i18n
              >The tickets have different requesters. Moved messages become internal, so that neither reads
              what the other wrote.</ng-container
            >
          } @else {
            <ng-container i18n
              >The conversation moves to the other ticket. This ticket is closed. You can undo
              this.</ng-container
            >
          }
        </p>
      }
      <div class="flex flex-wrap gap-2">
        <button type="submit" tiqButton="primary" [disabled]="!selected() || busy()">
          @if (action() === 'merge') {
            <ng-container i18n>Merge</ng-container>
          } @else {
            <ng-container i18n>Link</ng-container>
          }
        </button>
        <button i18n type="button" tiqButton="ghost" (click)="dialog.close()">Cancel</button>
      </div>
    </form>
  </dialog>`,
})
export class RelateDialog {
  readonly ticket = input.required<Ticket>();
  readonly closed = output();
  private readonly api = inject(TicketsApi);
  private readonly relations = inject(TicketRelations);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly linkTypes = linkTypeValues;
  protected readonly linkTypeNames = linkTypeNames;
  protected readonly action = signal<LinkType | 'merge'>('relates_to');
  protected readonly query = signal('');
  protected readonly results = signal<readonly Ticket[]>([]);
  protected readonly selected = signal<Ticket | null>(null);
  protected readonly loading = signal(false);
  protected readonly failed = signal(false);
  protected readonly busy = signal(false);
  protected readonly hasOtherRequester = computed(() => {
    const other = this.selected()?.requester;
    const own = this.ticket().requester;
    return this.selected() !== null && (own?.id ?? own?.email) !== (other?.id ?? other?.email);
  });

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    effect((onCleanup) => {
      const query = this.query().trim();
      const timer = setTimeout(() => untracked(() => void this.find(query)), query ? SEARCH_DELAY_MS : 0);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected setAction(event: Event): void {
    this.action.set((event.target as HTMLSelectElement).value as LinkType | 'merge');
  }
  protected async confirm(event: Event): Promise<void> {
    event.preventDefault();
    const [action, selected] = [this.action(), this.selected()];
    if (!selected) return;
    this.busy.set(true);
    const done =
      action === 'merge'
        ? await this.relations.merge(this.ticket(), selected.id)
        : await this.relations.link(this.ticket(), selected.id, action);
    this.busy.set(false);
    if (done) this.dialog().nativeElement.close();
  }

  /** Without a query, the latest tickets. */
  private async find(query: string): Promise<void> {
    this.loading.set(true);
    this.failed.set(false);
    try {
      const { results } = await this.api.list(
        { search: query || undefined, sort: '-updated_at' },
        { limit: MAX_RESULTS + 1 },
      );
      if (query !== this.query().trim()) return;
      const { id } = this.ticket();
      const others = results.filter((other) => other.id !== id && other.merged_into === null);
      this.results.set(others.slice(0, MAX_RESULTS));
      const selected = this.selected();
      this.selected.set(
        others.find((other) => other.id === selected?.id) ?? (query ? (others[0] ?? null) : null),
      );
    } catch {
      this.results.set([]);
      this.failed.set(true);
    } finally {
      this.loading.set(false);
    }
  }
}
