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
import { RouterLink } from '@angular/router';
import { Clock } from '../../core/clock';
import { RecentTickets } from '../../core/recent-tickets';
import { useShortcuts } from '../../core/shortcuts';
import { StatusBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { ErrorNotice, Notice } from '../../shared/notice';
import { statusDescriptions } from '../../shared/status-descriptions';
import { isResolved } from '../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { ConflictDialog } from './conflict-dialog';
import { Conversation } from './conversation';
import { syncTicket } from './ticket-sync';
import { MessageComposer } from './message-composer';
import { PendingMessage } from './outbox';
import { TicketStore } from './ticket-store';
import { TicketText } from './ticket-text';
import { TicketTimeline } from './ticket-timeline';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';

/** Requester's view of their ticket: request, replies and status. */
@Component({
  selector: 'tiq-requester-ticket-page',
  imports: [
    Badge,
    Button,
    ConflictDialog,
    ErrorNotice,
    Icon,
    MessageComposer,
    Notice,
    RouterLink,
    StatusBadge,
    TicketText,
    TicketTimeline,
  ],
  providers: [Conversation, TicketStore],
  templateUrl: './requester-ticket-page.html',
})
export default class RequesterTicketPage {
  readonly id = input.required({ transform: numberAttribute });
  private readonly clock = inject(Clock);
  private readonly composer = viewChild(MessageComposer);
  protected readonly store = inject(TicketStore);
  protected readonly statusDescriptions = statusDescriptions;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly formatDateTime = formatDateTime;
  protected readonly canReopen = computed(() => {
    const ticket = this.store.ticket();
    return ticket !== null && isResolved(ticket.status);
  });
  protected readonly editPending = (pending: PendingMessage) =>
    this.composer()?.restoreMessage(pending) ?? false;

  constructor() {
    const title = inject(Title);
    const recent = inject(RecentTickets);
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.open(id));
    });
    effect(() => {
      const ticket = this.store.ticket();
      if (ticket) recent.add(ticket);
      title.setTitle(ticket ? `#${ticket.id} ${ticket.title} · TicketIQ` : $localize`Request · TicketIQ`);
    });
    syncTicket(this.id, this.store);
    useShortcuts([{ key: 'r', label: $localize`Reply`, run: () => this.composer()?.focus('public') }]);
  }
}
