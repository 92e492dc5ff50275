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
import { Failure, Notice } from '../../shared/notice';
import { statusInWords } from '../../shared/status-in-words';
import { isResolved } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';
import { ConflictDialog } from './conflict-dialog';
import { Conversation } from './conversation';
import { followTicket } from './follow-ticket';
import { MessageComposer } from './message-composer';
import { Outgoing } from './outbox';
import { TicketStore } from './ticket-store';
import { TicketText } from './ticket-text';
import { TicketTimeline } from './ticket-timeline';

/** One's own ticket: what was asked, what was answered, and how far it is. */
@Component({
  selector: 'tiq-requester-ticket-page',
  imports: [
    ConflictDialog,
    Failure,
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
  protected readonly statusInWords = statusInWords;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly exact = exactTime;
  protected readonly canReopen = computed(() => {
    const ticket = this.store.ticket();
    return ticket !== null && isResolved(ticket.status);
  });
  protected readonly takeBack = (outgoing: Outgoing) => this.composer()?.edit(outgoing) ?? false;

  constructor() {
    const title = inject(Title);
    const recent = inject(RecentTickets);
    effect(() => {
      const id = this.id();
      untracked(() => void this.store.open(id));
    });
    effect(() => {
      const ticket = this.store.ticket();
      if (ticket) recent.visit(ticket);
      title.setTitle(ticket ? `#${ticket.id} ${ticket.title} · TicketIQ` : $localize`Request · TicketIQ`);
    });
    followTicket(this.id, this.store);
    useShortcuts([{ key: 'r', does: $localize`Reply`, run: () => this.composer()?.focus('public') }]);
  }
}
