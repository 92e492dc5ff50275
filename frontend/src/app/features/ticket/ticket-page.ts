import {
  Component,
  computed,
  DestroyRef,
  effect,
  inject,
  input,
  numberAttribute,
  untracked,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Title } from '@angular/platform-browser';
import { RouterLink } from '@angular/router';
import { TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { LastInbox } from '../../core/last-inbox';
import { LiveEvents } from '../../core/live-events';
import { Session } from '../../core/session';
import { useShortcuts } from '../../core/shortcuts';
import { StatusBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { Failure, Notice } from '../../shared/notice';
import { allowedMoves, moveName } from '../../shared/status-moves';
import { priorityByKey, priorityNames } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';
import { MessageComposer } from './message-composer';
import { SuggestionCard } from './suggestion-card';
import { TicketProperties } from './ticket-properties';
import { TicketStore } from './ticket-store';
import { TicketTimeline } from './ticket-timeline';

@Component({
  selector: 'tiq-ticket-page',
  imports: [
    Failure,
    Icon,
    MessageComposer,
    Notice,
    RouterLink,
    StatusBadge,
    SuggestionCard,
    TicketProperties,
    TicketTimeline,
  ],
  providers: [TicketStore],
  templateUrl: './ticket-page.html',
})
export default class TicketPage {
  readonly id = input.required({ transform: numberAttribute });
  protected readonly store = inject(TicketStore);
  protected readonly session = inject(Session);
  protected readonly inbox = inject(LastInbox);
  private readonly clock = inject(Clock);
  private readonly composer = viewChild(MessageComposer);

  protected readonly moves = computed(() => allowedMoves(this.store.ticket()?.status ?? 'open'));
  protected readonly moveName = (to: TicketStatus) => moveName(this.store.ticket()!.status, to);
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly exact = exactTime;

  constructor() {
    const title = inject(Title);
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.open(id));
    });
    effect(() => {
      const ticket = this.store.ticket();
      title.setTitle(ticket ? `#${ticket.id} ${ticket.title} · TicketIQ` : 'Ticket · TicketIQ');
    });
    this.followEvents();
    useShortcuts([
      { key: 'e', does: 'Accept the suggestion', run: () => void this.store.accept() },
      { key: 'a', does: 'Assign to me', run: () => this.assignToMe() },
      { key: 'r', does: 'Reply', run: () => this.composer()?.focus('public') },
      { key: 'n', does: 'Write an internal note', run: () => this.composer()?.focus('internal') },
      ...Object.entries(priorityByKey).map(([key, priority]) => ({
        key,
        does: `Priority ${priorityNames[priority]}`,
        run: () => void this.store.change({ priority }),
      })),
    ]);
  }

  protected move(status: TicketStatus): void {
    void this.store.change({ status });
  }
  protected assignToMe(): void {
    const me = this.session.me();
    if (me) void this.store.change({ assignee_id: me.id }, me);
  }

  private followEvents(): void {
    let gathering: ReturnType<typeof setTimeout> | undefined;
    inject(DestroyRef).onDestroy(() => clearTimeout(gathering));
    inject(LiveEvents)
      .events.pipe(takeUntilDestroyed())
      .subscribe((event) => {
        if (event.name === 'stats.changed') return;
        if (event.name !== 'stream.reset' && event.id !== this.id()) return;
        if (event.name === 'ticket.deleted') return this.store.deleted.set(true);
        // A message may come without a change of the ticket's own fields, so both are read, once for a burst.
        clearTimeout(gathering);
        gathering = setTimeout(
          () => void Promise.all([this.store.refresh(), this.store.readConversation()]),
          150,
        );
      });
  }
}
