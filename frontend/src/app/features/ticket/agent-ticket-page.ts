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
import { Router, RouterLink } from '@angular/router';
import { AgentsStore } from '../../core/agents-store';
import { Ticket, TicketChanges, TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { LastInboxQuery } from '../../core/last-inbox-query';
import { RecentTickets } from '../../core/recent-tickets';
import { Session } from '../../core/session';
import { useCommands, Shortcut, useShortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { StatusBadge } from '../../shared/badges';
import { activeEvidence } from '../../shared/evidence';
import { EvidenceText } from '../../shared/evidence-text';
import { Icon } from '../../shared/icon';
import { ErrorNotice, Notice } from '../../shared/notice';
import { ReplyBadge } from '../../shared/reply-badge';
import { allowedTransitions, transitionLabel } from '../../shared/status-transitions';
import { TimeBadges } from '../../shared/time-badges';
import { ticketCommands } from '../../shared/ticket-commands';
import { TicketSequence } from '../../shared/ticket-sequence';
import { priorityByKey, priorityNames } from '../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { ConflictDialog } from './conflict-dialog';
import { Conversation } from './conversation';
import { syncTicket } from './ticket-sync';
import { MessageComposer } from './message-composer';
import { PendingMessage } from './outbox';
import { Presence } from './presence';
import { autoMarkRead } from './auto-mark-read';
import { RelatedTickets } from './related-tickets';
import { RequesterPanel } from './requester-panel';
import { SuggestionCard } from './suggestion-card';
import { TicketProperties } from './ticket-properties';
import { TicketRelations } from './ticket-relations';
import { QueueAdvance } from './queue-advance';
import { TicketStore } from './ticket-store';
import { TicketText } from './ticket-text';
import { TicketTimeline } from './ticket-timeline';
import { TicketViewers } from './viewers';
import { Button } from '../../shared/button';
import { ShortcutTitle } from '../../shared/shortcut-hint';

@Component({
  selector: 'tiq-agent-ticket-page',
  imports: [
    Button,
    ConflictDialog,
    ErrorNotice,
    EvidenceText,
    Icon,
    MessageComposer,
    Notice,
    RelatedTickets,
    ReplyBadge,
    RequesterPanel,
    RouterLink,
    ShortcutTitle,
    StatusBadge,
    TimeBadges,
    SuggestionCard,
    TicketProperties,
    TicketText,
    TicketTimeline,
    TicketViewers,
  ],
  providers: [Conversation, TicketStore, TicketRelations, Presence],
  templateUrl: './agent-ticket-page.html',
})
export default class AgentTicketPage {
  readonly id = input.required({ transform: numberAttribute });
  protected readonly store = inject(TicketStore);
  protected readonly presence = inject(Presence);
  protected readonly session = inject(Session);
  protected readonly lastInboxQuery = inject(LastInboxQuery);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly recentTickets = inject(RecentTickets);
  private readonly agents = inject(AgentsStore);
  protected readonly readTracker = autoMarkRead(this.store);
  private readonly clock = inject(Clock);
  private readonly text = viewChild(TicketText);
  private readonly composer = viewChild(MessageComposer);
  private readonly properties = viewChild(TicketProperties);
  private readonly related = viewChild(RelatedTickets);
  protected readonly relations = inject(TicketRelations);

  protected readonly adjacent = inject(TicketSequence).adjacentTo(this.id);
  protected readonly advance = inject(QueueAdvance);
  protected readonly evidence = computed(() => {
    const ticket = this.store.ticket();
    return ticket ? activeEvidence(ticket) : [];
  });
  protected readonly transitions = computed(() => allowedTransitions(this.store.ticket()?.status ?? 'open'));
  protected readonly transitionLabel = (to: TicketStatus) => transitionLabel(this.store.ticket()!.status, to);
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly formatDateTime = formatDateTime;

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
      if (ticket) this.recentTickets.add(ticket);
      title.setTitle(ticket ? `#${ticket.id} ${ticket.title} · TicketIQ` : $localize`Ticket · TicketIQ`);
    });
    effect(() => this.advance.inList.set(this.adjacent.inList()));
    inject(DestroyRef).onDestroy(() => this.advance.inList.set(false));
    this.store.finished.pipe(takeUntilDestroyed()).subscribe((id) => this.openNext(id));
    syncTicket(this.id, this.store);
    useCommands(() => this.commands());
    useShortcuts([
      { key: 'e', label: $localize`Accept suggestion`, run: () => void this.store.accept() },
      { key: 'a', label: $localize`Assign to me`, run: () => this.assignToMe() },
      { key: 't', label: $localize`Edit title and description`, run: () => this.text()?.startEditing() },
      { key: 'o', label: $localize`Choose a topic`, run: () => this.properties()?.focusTopic() },
      { key: 'r', label: $localize`Reply`, run: () => this.composer()?.focus('public') },
      { key: 'n', label: $localize`Write an internal note`, run: () => this.composer()?.focus('internal') },
      { key: 'u', label: $localize`Mark as unread`, run: () => this.readTracker.markUnread() },
      {
        key: 'j',
        label: $localize`Next ticket in the inbox`,
        run: () => this.openAdjacent(this.adjacent.next()),
      },
      {
        key: 'k',
        label: $localize`Previous ticket in the inbox`,
        run: () => this.openAdjacent(this.adjacent.previous()),
      },
      { key: ';', label: $localize`Canned replies`, run: () => this.composer()?.pickCannedReply() },
      { key: 'h', label: $localize`Snooze`, run: () => this.properties()?.pickTime('snoozed_until') },
      { key: 'd', label: $localize`Set due date`, run: () => this.properties()?.pickTime('due_at') },
      { key: 's', label: $localize`Change status`, run: () => this.properties()?.focusStatus() },
      { key: 'l', label: $localize`Add a tag`, run: () => this.properties()?.focusTag() },
      { key: 'm', label: $localize`Change assignee`, run: () => this.properties()?.focusAssignee() },
      ...Object.entries(priorityByKey).map(([key, priority]) => ({
        key,
        label: $localize`Set priority: ${priorityNames[priority]}:priority:`,
        run: () => void this.store.update({ priority }),
      })),
    ]);
  }

  /** Palette commands; those with a shortcut are already registered. */
  private commands(): Shortcut[] {
    const ticket = this.store.ticket();
    if (!ticket || ticket.merged_into !== null) return [];
    const addTag = {
      label: $localize`Add a tag to #${ticket.id}:id:`,
      searchOnly: true,
      run: () => this.properties()?.focusTag(),
    };
    const relate = {
      label: $localize`Link or merge #${ticket.id}:id:`,
      searchOnly: true,
      run: () => this.related()?.open(),
    };
    const change = (changes: TicketChanges, assignee?: Ticket['assignee']) =>
      changes.status ? this.setStatus(changes.status) : void this.store.update(changes, { assignee });
    return [...ticketCommands(ticket, this.agents.active(), change), addTag, relate];
  }
  protected readonly editPending = (pending: PendingMessage) =>
    this.composer()?.restoreMessage(pending) ?? false;
  /** After the last ticket of the list, shows the list. */
  private openNext(finishedId: number): void {
    if (finishedId !== this.id() || !this.advance.enabled() || !this.adjacent.inList()) return;
    const next = this.adjacent.next();
    if (next !== null) void this.router.navigate(['/tickets', next]);
    else void this.router.navigate(['/inbox'], { queryParams: this.lastInboxQuery.params() });
  }
  private openAdjacent(id: number | null): void {
    if (id !== null) void this.router.navigate(['/tickets', id]);
    else this.toasts.show({ tone: 'info', title: $localize`No more tickets in this direction` });
  }
  protected setStatus(status: TicketStatus): void {
    const me = this.session.me();
    // Starting progress on an unassigned ticket assigns it to the current user.
    const assignsMe = status === 'in_progress' && me && !this.store.ticket()?.assignee;
    if (assignsMe)
      void this.store.update({ status, assignee_id: me.id }, { assignee: { id: me.id, name: me.name } });
    else void this.store.update({ status });
  }
  protected snooze(): void {
    this.properties()?.pickTime('snoozed_until');
  }
  protected assignToMe(): void {
    const me = this.session.me();
    if (me) void this.store.update({ assignee_id: me.id }, { assignee: { id: me.id, name: me.name } });
  }
}
