import { TicketStatus } from '../core/api-types';

/** What a status means for the person who asked for help. */
export const statusInWords: Record<TicketStatus, string> = {
  open: 'We have your ticket; an agent will look at it.',
  in_progress: 'An agent is working on it.',
  resolved: 'An agent says that it is solved. If it is not, reopen the ticket.',
  closed: 'It is finished. If it happens again, reopen the ticket.',
};
