import { sql } from 'kysely';
import type { EntityManager } from 'typeorm';
import { boolean, enumeration, integer, json, nullable, text, timestamptz } from '../../database/columns.js';
import {
  and,
  execute,
  query,
  queryFirst,
  statement,
  type Connection,
  type Sql,
} from '../../database/query.js';
import type { Role } from '../../vocabulary/index.js';

/** First key of the advisory locks of addresses. */
const ADDRESS_LOCKS = 7_413_010;

const PERSON = {
  ...{ id: integer, name: text, email: text, role: enumeration('user_role'), active: boolean },
  ...{ hasAccount: boolean, notes: text },
  createdAt: timestamptz,
  lastSignInAt: nullable(timestamptz),
  emails: json<{ email: string; verified: boolean }[]>(),
  organization: nullable(json<{ id: number; name: string }>()),
};

export interface PersonRow {
  id: number;
  name: string;
  email: string;
  role: Role;
  active: boolean;
  hasAccount: boolean;
  notes: string;
  createdAt: Date;
  lastSignInAt: Date | null;
  /** The address with which they sign in first. */
  emails: { email: string; verified: boolean }[];
  organization: { id: number; name: string } | null;
}

export interface PersonFilter {
  role?: readonly Role[];
  active?: boolean;
  account?: boolean;
  organization?: readonly number[];
  search?: string;
  before?: number;
}

function select(condition: Sql) {
  return statement(
    PERSON,
    sql`
      SELECT u.id, u.name, u.email, u.role, u.active, u.has_account AS "hasAccount", u.notes,
        u.created_at AS "createdAt", u.last_sign_in_at AS "lastSignInAt",
        (SELECT coalesce(json_agg(json_build_object('email', e.address, 'verified', e.verified)
          ORDER BY e.address <> u.email, e.address), '[]') FROM user_emails e WHERE e.user_id = u.id) AS emails,
        (SELECT json_build_object('id', o.id, 'name', o.name) FROM organizations o
          WHERE o.id = u.organization_id) AS organization
      FROM users u WHERE ${condition}`,
  );
}

/** People, newest first. */
export function listPeople(
  connection: Connection,
  { role, active, account, organization, search, before }: PersonFilter,
  limit: number,
): Promise<PersonRow[]> {
  const part = search && `%${search.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  const where = and([
    ...(role ? [sql`u.role = ANY (${[...role]}::user_role[])`] : []),
    ...(active === undefined ? [] : [sql`u.active = ${active}`]),
    ...(account === undefined ? [] : [sql`u.has_account = ${account}`]),
    ...(organization ? [sql`u.organization_id = ANY (${[...organization]}::integer[])`] : []),
    // The expression of the index.
    ...(part ? [sql`lower(u.name) || ' ' || u.email || u.other_emails LIKE ${part}`] : []),
    ...(before === undefined ? [] : [sql`u.id < ${before}::bigint`]),
  ]);
  return query(connection, select(sql`${where} ORDER BY u.id DESC LIMIT ${limit}`));
}

export function findPerson(connection: Connection, id: number): Promise<PersonRow | undefined> {
  return queryFirst(connection, select(sql`u.id = ${id}`));
}

/** Locks addresses until the transaction ends, so that no other transaction gives them to another person. */
export async function lockAddresses(manager: EntityManager, addresses: readonly string[]): Promise<void> {
  const lock = sql`
    SELECT pg_advisory_xact_lock(${sql.lit(ADDRESS_LOCKS)}, h)::text AS locked
    FROM (SELECT DISTINCT hashtext(address) AS h FROM unnest(${[...addresses]}::text[]) AS address ORDER BY h) keys`;
  await query(manager, statement({ locked: text }, lock));
}

const OWNER = { personId: integer, verified: boolean, organizationId: nullable(integer) };

export interface AddressOwner {
  personId: number;
  verified: boolean;
  organizationId: number | null;
}

/**
 * The person of an address. Waits for a verification of it, and makes the next one wait until the transaction ends, so that
 * it opens a ticket that is written meanwhile.
 */
export function findOwner(manager: EntityManager, address: string): Promise<AddressOwner | undefined> {
  const owner = sql`
    SELECT e.user_id AS "personId", e.verified, u.organization_id AS "organizationId"
    FROM user_emails e JOIN users u ON u.id = e.user_id WHERE e.address = ${address} FOR SHARE OF e`;
  return queryFirst(manager, statement(OWNER, owner));
}

/** Adds a person without an account, unless the address belongs to one. */
export async function addContact(
  manager: EntityManager,
  { name, address }: { name: string; address: string },
): Promise<void> {
  const add = sql`
    INSERT INTO users (name, email, role, has_account)
    SELECT ${name}, ${address}, 'requester', false
    WHERE NOT EXISTS (SELECT FROM user_emails WHERE address = ${address})
    ON CONFLICT (email) DO NOTHING`;
  await execute(manager, statement({}, add));
}

/**
 * Replaces the addresses of a person but the one with which they sign in. Addresses of others are left out.
 * @returns an address of another person, after which the transaction must be rolled back
 */
export async function setOtherEmails(
  manager: EntityManager,
  userId: number,
  emails: readonly { email: string; verified: boolean }[],
): Promise<string | undefined> {
  const addresses = sql`${emails.map(({ email }) => email)}::text[]`;
  const verified = sql`${emails.filter((each) => each.verified).map(({ email }) => email)}::text[]`;
  const remove = sql`
    DELETE FROM user_emails e USING users u
    WHERE e.user_id = ${userId} AND u.id = e.user_id AND e.address <> u.email AND e.address <> ALL (${addresses})
    RETURNING e.address`;
  const removed = await query(manager, statement({ address: text }, remove));
  if (removed.length > 0) {
    // What they filed themselves stays theirs.
    const unlink = sql`
      UPDATE tickets t SET person_id = NULL, requester_id = NULL
      WHERE t.person_id = ${userId} AND lower(t.requester_email) = ANY (${removed.map(({ address }) => address)}::text[])
        AND NOT EXISTS (SELECT FROM ticket_history h
          WHERE h.ticket_id = t.id AND h.actor_id = ${userId} AND h.changes -> 'status' -> 0 = 'null')`;
    await execute(manager, statement({}, unlink));
  }
  const add = sql`
    INSERT INTO user_emails (address, user_id) SELECT address, ${userId} FROM unnest(${addresses}) AS address
    ON CONFLICT DO NOTHING`;
  await execute(manager, statement({}, add));
  const confirm = sql`
    UPDATE user_emails SET verified = true WHERE user_id = ${userId} AND address = ANY (${verified}) AND NOT verified`;
  await execute(manager, statement({}, confirm));
  const summarize = sql`
    UPDATE users u SET other_emails = coalesce((
      SELECT string_agg(' ' || e.address, '' ORDER BY e.address) FROM user_emails e
      WHERE e.user_id = u.id AND e.address <> u.email), '')
    WHERE u.id = ${userId}`;
  await execute(manager, statement({}, summarize));
  const taken = sql`
    SELECT address FROM user_emails WHERE address = ANY (${addresses}) AND user_id <> ${userId} ORDER BY address LIMIT 1`;
  return (await queryFirst(manager, statement({ address: text }, taken)))?.address;
}

/** Moves a person to an organization, or to none, with the tickets that they filed as members of the former. */
export async function setOrganization(
  manager: EntityManager,
  userId: number,
  { from, to }: { from: number | null; to: number | null },
): Promise<void> {
  const move = sql`UPDATE users SET organization_id = ${to} WHERE id = ${userId}`;
  await execute(manager, statement({}, move));
  const tickets = sql`
    UPDATE tickets SET organization_id = ${to}
    WHERE person_id = ${userId} AND organization_id IS NOT DISTINCT FROM ${from}::integer`;
  await execute(manager, statement({}, tickets));
}

/** The organization of a user. */
export async function findOrganizationId(connection: Connection, userId: number): Promise<number | null> {
  const organization = sql`SELECT organization_id AS id FROM users WHERE id = ${userId}`;
  return (await queryFirst(connection, statement({ id: nullable(integer) }, organization)))?.id ?? null;
}
