import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { integer, nullable, text } from '../database/columns.js';
import { execute, query, statement } from '../database/query.js';
import { lockAddresses } from '../identity/users/people.repository.js';

const UNLINKED = { id: integer, address: nullable(text) };

/**
 * Links the next tickets to their people, who are created where there are none. As for new tickets, an unverified address
 * leads to the person, but opens nothing.
 * @returns the number of tickets; 0 if none is left that no other transaction has locked
 */
export async function linkNextTickets(manager: EntityManager, limit: number): Promise<number> {
  const next = sql`
    SELECT t.id, CASE WHEN t.requester_id IS NULL THEN lower(t.requester_email) END AS address FROM tickets t
    WHERE t.person_id IS NULL AND (t.requester_id IS NOT NULL OR t.requester_email IS NOT NULL)
    ORDER BY t.id LIMIT ${limit} FOR NO KEY UPDATE SKIP LOCKED`;
  const tickets = await query(manager, statement(UNLINKED, next));
  if (tickets.length === 0) return 0;
  const ids = sql`${tickets.map(({ id }) => id)}::integer[]`;
  const named = [...new Set(tickets.flatMap(({ address }) => address ?? []))].toSorted();
  if (named.length > 0) await lockAddresses(manager, named);
  const addPeople = sql`
    INSERT INTO users (name, email, role, has_account)
    SELECT DISTINCT ON (lower(t.requester_email)) coalesce(t.requester_name, lower(t.requester_email)),
      lower(t.requester_email), 'requester'::user_role, false
    FROM tickets t
    WHERE t.id = ANY (${ids}) AND t.requester_id IS NULL
      AND NOT EXISTS (SELECT FROM user_emails e WHERE e.address = lower(t.requester_email))
    ORDER BY lower(t.requester_email), t.requester_name IS NULL, t.id DESC
    ON CONFLICT (email) DO NOTHING`;
  await execute(manager, statement({}, addPeople));
  // Makes a verification wait, which then opens these tickets.
  const lockOwners = sql`
    SELECT e.address FROM user_emails e WHERE e.address = ANY (${named}::text[]) ORDER BY e.address FOR SHARE`;
  await query(manager, statement({ address: text }, lockOwners));
  const link = sql`
    UPDATE tickets t SET person_id = o.user_id,
      requester_id = coalesce(t.requester_id, CASE WHEN o.verified THEN o.user_id END),
      organization_id = coalesce(t.organization_id, o.organization_id)
    FROM (
      SELECT t.id, u.id AS user_id, e.verified, u.organization_id
      FROM tickets t LEFT JOIN user_emails e ON t.requester_id IS NULL AND e.address = lower(t.requester_email)
      JOIN users u ON u.id = coalesce(t.requester_id, e.user_id)
      WHERE t.id = ANY (${ids})
    ) o WHERE o.id = t.id`;
  await execute(manager, statement({}, link));
  return tickets.length;
}
