import type { EntityManager } from 'typeorm';
import type { StoredFile } from '../../tickets/attachments/incoming-files.js';
import type { IncomingSender, IncomingTickets } from '../../tickets/incoming/incoming-tickets.js';
import type { Actor } from '../../tickets/ticket-history.entity.js';
import type { Ticket } from '../../tickets/ticket.entity.js';
import { titleOf } from './ticket-text.js';

const TITLE = 'Mail that could not be read';
const TEXT = 'This mail could not be read. It is attached as it was received.';
const MISSING = 'This mail was too large to be fetched. It is still in the mailbox.';

/** Makes a ticket of a mail that cannot be read, so that agents see that it arrived. */
export async function writeUnreadable(
  manager: EntityManager,
  tickets: IncomingTickets,
  {
    subject,
    isMissing,
    files,
    sender,
    teamId,
    actor,
  }: {
    subject: string;
    /** Whether its content was never stored. */
    isMissing: boolean;
    files: readonly StoredFile[];
    sender: IncomingSender;
    teamId: number;
    actor: Actor;
  },
): Promise<Ticket> {
  const text = isMissing ? MISSING : TEXT;
  const content = { title: titleOf(subject, TITLE), text, html: null, files };
  const { ticket } = await tickets.create(manager, content, { sender, teamId, channel: 'mail', actor });
  return ticket;
}
