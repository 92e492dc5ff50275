import {
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { useShortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { StatusBadge } from '../../shared/badges';
import { DraftBadge } from '../../shared/draft-badge';
import { Icon } from '../../shared/icon';
import { syncTicketList } from '../../shared/ticket-list-sync';
import { ErrorNotice, Notice } from '../../shared/notice';
import { toSearchQuery } from '../../shared/search-query';
import { TicketList } from '../../shared/ticket-list';
import { statuses, statusNames } from '../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { Button } from '../../shared/button';

const SEARCH_DEBOUNCE_MS = 250;

/** List of the requester's tickets. As in the inbox, the URL contains the query. */
@Component({
  selector: 'tiq-my-tickets-page',
  imports: [Button, DraftBadge, ErrorNotice, Icon, Notice, RouterLink, StatusBadge],
  providers: [TicketList],
  templateUrl: './my-tickets-page.html',
})
export default class MyTicketsPage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly toasts = inject(Toasts);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  private readonly searchInput = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private debounceTimer: ReturnType<typeof setTimeout> | undefined;

  protected readonly list = inject(TicketList);
  protected readonly statuses = statuses;
  protected readonly statusNames = statusNames;
  protected readonly searchText = signal(this.params().get('search') ?? '');
  protected readonly status = computed(() => {
    const requested = this.params().get('status') as TicketStatus | null;
    return requested && statuses.includes(requested) ? requested : null;
  });
  protected readonly hasFilters = computed(() => this.status() !== null || this.params().has('search'));
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly formatDateTime = formatDateTime;

  constructor() {
    effect(() => {
      const status = this.status();
      const search = toSearchQuery(this.params().get('search') ?? '') || undefined;
      untracked(() => {
        // Follows history navigation without overwriting text typed since the last search.
        if (search !== (toSearchQuery(this.searchText()) || undefined)) this.searchText.set(search ?? '');
        void this.list.load({ status: status ? [status] : undefined, search, sort: '-updated_at' });
      });
    });
    syncTicketList(this.list);
    inject(DestroyRef).onDestroy(() => clearTimeout(this.debounceTimer));
    useShortcuts([
      { key: '/', label: $localize`Search`, run: () => this.searchInput().nativeElement.select() },
    ]);
  }

  protected onSearchInput(text: string): void {
    this.searchText.set(text);
    clearTimeout(this.debounceTimer);
    this.debounceTimer = setTimeout(
      () => this.updateParams({ search: toSearchQuery(text) || null }, true),
      SEARCH_DEBOUNCE_MS,
    );
  }
  protected setStatus(status: string): void {
    this.updateParams({ status: status || null });
  }
  protected clearFilters(): void {
    this.searchText.set('');
    this.updateParams({ status: null, search: null });
  }
  protected async loadMore(): Promise<void> {
    try {
      await this.list.loadMore();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load more`, error, () => void this.loadMore());
    }
  }

  private updateParams(queryParams: Record<string, string | null>, replaceUrl = false): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl });
  }
}
