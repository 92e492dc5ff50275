import { TicketStatus } from '../core/api-types';

/** Descriptions of the statuses for requesters. */
export const statusDescriptions: Record<TicketStatus, string> = {
  open: $localize`We’ve received your request and will get back to you.`,
  in_progress: $localize`We’re working on your request.`,
  waiting: $localize`We need an answer from you. Please reply below.`,
  resolved: $localize`We’ve marked this as solved. Still need help? Just reply.`,
  closed: $localize`This request is closed. Reopen it if the problem comes back.`,
};
