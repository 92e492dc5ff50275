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
import { DraftMark } from '../../shared/draft-mark';
import { Icon } from '../../shared/icon';
import { keepLive } from '../../shared/live-list';
import { Failure, Notice } from '../../shared/notice';
import { searchText } from '../../shared/search-text';
import { TicketList } from '../../shared/ticket-list';
import { statuses, statusNames } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';

const SEARCH_WAIT_MS = 250;

/** What a requester has asked for, and how far it is. The address holds what is asked, as in the inbox. */
@Component({
  selector: 'tiq-my-tickets',
  imports: [DraftMark, Failure, Icon, Notice, RouterLink, StatusBadge],
  providers: [TicketList],
  templateUrl: './my-tickets.html',
})
export default class MyTickets {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly toasts = inject(Toasts);
  private readonly params = toSignal(inject(ActivatedRoute).queryParamMap, { requireSync: true });
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private waiting: ReturnType<typeof setTimeout> | undefined;

  protected readonly list = inject(TicketList);
  protected readonly statuses = statuses;
  protected readonly statusNames = statusNames;
  protected readonly search = signal(this.params().get('search') ?? '');
  protected readonly status = computed(() => {
    const asked = this.params().get('status') as TicketStatus | null;
    return asked && statuses.includes(asked) ? asked : null;
  });
  protected readonly filtered = computed(() => this.status() !== null || this.params().has('search'));
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly exact = exactTime;

  constructor() {
    effect(() => {
      const status = this.status();
      const search = searchText(this.params().get('search') ?? '') || undefined;
      untracked(() => {
        // Back and forward bring another search; letters typed since this one was sent stay.
        if (search !== (searchText(this.search()) || undefined)) this.search.set(search ?? '');
        void this.list.load({ status: status ? [status] : undefined, search, sort: '-updated_at' });
      });
    });
    keepLive(this.list);
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
    useShortcuts([{ key: '/', does: $localize`Search`, run: () => this.box().nativeElement.select() }]);
  }

  protected typed(text: string): void {
    this.search.set(text);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.ask({ search: searchText(text) || null }, true), SEARCH_WAIT_MS);
  }
  protected pick(status: string): void {
    this.ask({ status: status || null });
  }
  protected clear(): void {
    this.search.set('');
    this.ask({ status: null, search: null });
  }
  protected async more(): Promise<void> {
    try {
      await this.list.more();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load more`, error, () => void this.more());
    }
  }

  private ask(queryParams: Record<string, string | null>, replaceUrl = false): void {
    void this.router.navigate([], { queryParams, queryParamsHandling: 'merge', replaceUrl });
  }
}
