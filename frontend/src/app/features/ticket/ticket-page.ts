import {
  Component,
  computed,
  effect,
  inject,
  input,
  numberAttribute,
  untracked,
  viewChild,
} from '@angular/core';
import { Title } from '@angular/platform-browser';
import { Router, RouterLink } from '@angular/router';
import { Agents } from '../../core/agents';
import { Ticket, TicketChanges, TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { LastInbox } from '../../core/last-inbox';
import { RecentTickets } from '../../core/recent-tickets';
import { Session } from '../../core/session';
import { offerCommands, Shortcut, useShortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { StatusBadge } from '../../shared/badges';
import { standingEvidence } from '../../shared/evidence';
import { Evidence } from '../../shared/evidence-text';
import { Icon } from '../../shared/icon';
import { Failure, Notice } from '../../shared/notice';
import { ReplyMark } from '../../shared/reply-mark';
import { allowedMoves, moveName } from '../../shared/status-moves';
import { ticketCommands } from '../../shared/ticket-commands';
import { priorityByKey, priorityNames } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';
import { InboxStore } from '../inbox/inbox-store';
import { ConflictDialog } from './conflict-dialog';
import { Conversation } from './conversation';
import { followTicket } from './follow-ticket';
import { MessageComposer } from './message-composer';
import { Outgoing } from './outbox';
import { Presence } from './presence';
import { readWhileOpen } from './read-while-open';
import { SuggestionCard } from './suggestion-card';
import { TicketProperties } from './ticket-properties';
import { TicketStore } from './ticket-store';
import { TicketText } from './ticket-text';
import { TicketTimeline } from './ticket-timeline';
import { Viewers } from './viewers';

@Component({
  selector: 'tiq-ticket-page',
  imports: [
    ConflictDialog,
    Evidence,
    Failure,
    Icon,
    MessageComposer,
    Notice,
    ReplyMark,
    RouterLink,
    StatusBadge,
    SuggestionCard,
    TicketProperties,
    TicketText,
    TicketTimeline,
    Viewers,
  ],
  providers: [Conversation, TicketStore, Presence],
  templateUrl: './ticket-page.html',
})
export default class TicketPage {
  readonly id = input.required({ transform: numberAttribute });
  protected readonly store = inject(TicketStore);
  protected readonly presence = inject(Presence);
  protected readonly session = inject(Session);
  protected readonly inbox = inject(LastInbox);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly recent = inject(RecentTickets);
  private readonly agents = inject(Agents);
  protected readonly reading = readWhileOpen(this.store);
  private readonly list = inject(InboxStore).list;
  private readonly clock = inject(Clock);
  private readonly text = viewChild(TicketText);
  private readonly composer = viewChild(MessageComposer);
  private readonly properties = viewChild(TicketProperties);

  private readonly place = computed(() => this.list.tickets().findIndex((each) => each.id === this.id()));
  /** The neighbours in the inbox's list, as far as it was read. */
  protected readonly next = computed(() => (this.place() < 0 ? null : this.neighbour(1)));
  protected readonly previous = computed(() => (this.place() < 0 ? null : this.neighbour(-1)));
  protected readonly evidence = computed(() => {
    const ticket = this.store.ticket();
    return ticket ? standingEvidence(ticket) : [];
  });
  protected readonly moves = computed(() => allowedMoves(this.store.ticket()?.status ?? 'open'));
  protected readonly moveName = (to: TicketStatus) => moveName(this.store.ticket()!.status, to);
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly exact = exactTime;

  constructor() {
    const title = inject(Title);
    effect(() => {
      const id = this.id();
      untracked(() => {
        void this.store.open(id);
        this.presence.enter(id);
      });
    });
    effect(() => {
      const ticket = this.store.ticket();
      if (ticket) this.recent.visit(ticket);
      title.setTitle(ticket ? `#${ticket.id} ${ticket.title} · TicketIQ` : $localize`Ticket · TicketIQ`);
    });
    followTicket(this.id, this.store);
    offerCommands(() => this.commands());
    useShortcuts([
      { key: 'e', does: $localize`Accept suggestion`, run: () => void this.store.accept() },
      { key: 'a', does: $localize`Assign to me`, run: () => this.assignToMe() },
      { key: 't', does: $localize`Edit title and description`, run: () => this.text()?.open() },
      { key: 'r', does: $localize`Reply`, run: () => this.composer()?.focus('public') },
      { key: 'n', does: $localize`Write an internal note`, run: () => this.composer()?.focus('internal') },
      { key: 'u', does: $localize`Mark as unread`, run: () => this.reading.markUnread() },
      { key: 'j', does: $localize`Next ticket in the inbox`, run: () => this.step(this.next()) },
      { key: 'k', does: $localize`Previous ticket in the inbox`, run: () => this.step(this.previous()) },
      { key: ';', does: $localize`Canned replies`, run: () => this.composer()?.pickCannedReply() },
      ...Object.entries(priorityByKey).map(([key, priority]) => ({
        key,
        does: $localize`Set priority: ${priorityNames[priority]}:priority:`,
        run: () => void this.store.change({ priority }),
      })),
    ]);
  }

  /** What has a key is there already. */
  private commands(): Shortcut[] {
    const ticket = this.store.ticket();
    if (!ticket) return [];
    const addTag = {
      does: $localize`Add a tag to #${ticket.id}:id:`,
      onlySearched: true,
      run: () => this.properties()?.focusTag(),
    };
    const change = (changes: TicketChanges, assignee?: Ticket['assignee']) =>
      changes.status ? this.move(changes.status) : void this.store.change(changes, { assignee });
    return [...ticketCommands(ticket, this.agents.all(), change), addTag];
  }
  protected readonly takeBack = (outgoing: Outgoing) => this.composer()?.edit(outgoing) ?? false;
  private neighbour(by: 1 | -1): number | null {
    return this.list.tickets()[this.place() + by]?.id ?? null;
  }
  private step(id: number | null): void {
    if (id !== null) void this.router.navigate(['/tickets', id]);
    else this.toasts.show({ tone: 'info', title: $localize`No more tickets in this direction` });
  }
  protected move(status: TicketStatus): void {
    const me = this.session.me();
    // Who starts work on what is nobody's takes it.
    const takes = status === 'in_progress' && me && !this.store.ticket()?.assignee;
    if (takes)
      void this.store.change({ status, assignee_id: me.id }, { assignee: { id: me.id, name: me.name } });
    else void this.store.change({ status });
  }
  protected assignToMe(): void {
    const me = this.session.me();
    if (me) void this.store.change({ assignee_id: me.id }, { assignee: { id: me.id, name: me.name } });
  }
}
