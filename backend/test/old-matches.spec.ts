import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import { createDataSource } from '../src/schema/data-source.js';
import { SORTS, TicketListQuery, type Sort, type TicketFilter } from '../src/tickets/dto/ticket-list.dto.js';
import { TicketsRepository } from '../src/tickets/tickets.repository.js';
import type { Caller } from '../src/identity/users/caller.js';
import { createDatabase } from './support/service.ts';

/** So many old tickets have a word and a tag that none of the newer has, which are more than a list looks through. */
const OLD = 6_000;
const NEWER = 5_200;

const AGENT: Caller = {
  ...{ type: 'user', id: 1, name: 'Agent', email: 'agent@example.org' },
  ...{ role: 'agent', visibleTeams: null },
};

const TICKETS = `
  INSERT INTO tickets (title, description, status, priority, tags, triage_state, created_at, updated_at, resolved_at, customer_replied_at, due_at)
  SELECT 'Ticket ' || i, CASE WHEN i <= $1 THEN 'Before easter' ELSE 'After that' END,
    (ARRAY['open', 'closed', 'closed', 'in_progress'])[1 + i % 4]::ticket_status,
    (ARRAY['low', 'medium', 'high', 'critical'])[1 + (i * 7) % 4]::ticket_priority,
    CASE WHEN i <= $1 THEN ARRAY['campaign'] ELSE '{}' END, 'manual', at, at + (i * 7919 % 1000) * interval '7 hours',
    CASE WHEN i % 4 IN (1, 2) THEN at END, CASE WHEN i % 8 = 0 THEN at END,
    CASE WHEN i % 3 = 0 THEN at + (i * 104729 % 1000) * interval '5 hours' END
  FROM (SELECT i, timestamptz '2024-01-01' + i * interval '2 hours' AS at FROM generate_series(1, $1::int + $2::int) i) each`;

const ORDERS: Record<Sort, string> = {
  '-created_at': 'created_at DESC, id DESC',
  created_at: 'created_at, id',
  '-updated_at': 'updated_at DESC, id DESC',
  '-priority': 'priority DESC, created_at DESC, id DESC',
  '-customer_replied_at': `CASE WHEN status IN ('open', 'in_progress') THEN coalesce(customer_replied_at, 'epoch') ELSE 'epoch' END DESC,
    created_at DESC, id DESC`,
  due_at: `coalesce(due_at, '9999-12-31'), id`,
};

let dataSource: DataSource;
beforeAll(async () => {
  dataSource = await createDataSource(await createDatabase()).initialize();
  await dataSource.query(TICKETS, [OLD, NEWER]);
  await dataSource.query('VACUUM ANALYZE tickets');
}, 120_000);
afterAll(() => dataSource.destroy());

/** The ids of the old tickets, as a scan finds them. */
async function expected(sort: Sort, condition = 'true'): Promise<number[]> {
  const rows = await dataSource.query<{ id: number }[]>(
    `SELECT id FROM tickets WHERE 'campaign' = ANY (tags) AND ${condition} ORDER BY ${ORDERS[sort]}`,
  );
  return rows.map(({ id }) => id);
}

async function pages(query: Partial<TicketListQuery>, count: number): Promise<number[]> {
  const ids: number[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < count; page += 1) {
    const asked = Object.assign(new TicketListQuery(), { ...query, cursor });
    const { results, next_cursor, total } = await new TicketsRepository(dataSource).list(asked, AGENT);
    expect(total.value).toBeGreaterThanOrEqual(1_000);
    ids.push(...results.map(({ id }) => id));
    cursor = next_cursor ?? undefined;
    if (!cursor) break;
  }
  return ids;
}

const FILTERS: [string, Partial<TicketFilter>][] = [
  ['a word', { search: 'easter' }],
  ['the beginning of a word', { search: 'east' }],
  ['a tag', { tag: ['campaign'] }],
  ['both', { search: 'easter', tag: ['campaign'] }],
];

describe.each(FILTERS)('%s of many old tickets', (_, filter) => {
  it.each(SORTS)('is listed by %s as a scan would', async (sort) => {
    const found = await pages({ ...filter, sort, limit: 100 }, 4);
    expect(found).toEqual((await expected(sort)).slice(0, 400));
  });

  it('is listed to the end', async () => {
    expect(await pages({ ...filter, limit: 100 }, 100)).toEqual(await expected('-created_at'));
  });

  it('is listed among the open', async () => {
    const found = await pages({ ...filter, status: ['open', 'closed'], sort: '-updated_at', limit: 100 }, 3);
    const scanned = await expected('-updated_at', `status IN ('open', 'closed')`);
    expect(found).toEqual(scanned.slice(0, 300));
  });

  it('is exported once each, in order', async () => {
    const exported: number[] = [];
    for await (const batch of new TicketsRepository(dataSource).streamBatches(filter, AGENT, {
      sort: '-priority',
    }))
      exported.push(...batch.map(({ id }) => id));
    expect(exported).toEqual(await expected('-priority'));
  });
});
