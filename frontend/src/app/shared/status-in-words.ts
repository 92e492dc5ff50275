import { TicketStatus } from '../core/api-types';

/** What a status means for the person who asked for help. */
export const statusInWords: Record<TicketStatus, string> = {
  open: $localize`We have your ticket; an agent will look at it.`,
  in_progress: $localize`An agent is working on it.`,
  resolved: $localize`An agent says that it is solved. If it is not, reopen the ticket.`,
  closed: $localize`It is finished. If it happens again, reopen the ticket.`,
};
