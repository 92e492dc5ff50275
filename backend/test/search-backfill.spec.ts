import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DataSource } from 'typeorm';
import type { Caller } from '../src/identity/users/caller.js';
import { createDataSource } from '../src/schema/data-source.js';
import { TicketListQuery } from '../src/tickets/dto/ticket-list.dto.js';
import { SearchBackfillRepository } from '../src/tickets/search-backfill.repository.js';
import { SearchBackfill } from '../src/tickets/search-backfill.js';
import { TicketsRepository } from '../src/tickets/tickets.repository.js';
import { createDatabase } from './support/service.ts';

let dataSource: DataSource;
beforeAll(async () => (dataSource = await createDataSource(await createDatabase()).initialize()));
afterAll(() => dataSource.destroy());

it('rows with words of an earlier version are found by the current ones once they are derived, in turns', async () => {
  await dataSource.query(
    `INSERT INTO users (id, name, email, role) VALUES (1, 'Ada', 'ada@x.org', 'agent'), (2, 'Eve', 'eve@x.org', 'requester')`,
  );
  await dataSource.query(
    `INSERT INTO tickets (title, description, triage_state, tags)
     SELECT 'ORD-4711 of Zoë', 'login/password', 'manual', '{zebra}' FROM generate_series(1, 450)`,
  );
  await dataSource.query(
    `INSERT INTO ticket_messages (ticket_id, author_id, body, visibility)
     SELECT t.id, u.id, 'quagga', 'public' FROM tickets t, users u WHERE u.name = 'Ada' AND t.id <= 3`,
  );
  // As an earlier version derived them.
  await dataSource.query(`UPDATE tickets SET search_vector = to_tsvector('english', title || ' login')`);
  await dataSource.query('UPDATE ticket_messages SET search_vector = NULL');
  await dataSource.query(
    `INSERT INTO search_backfill SELECT 'tickets', max(id) FROM tickets UNION ALL SELECT 'ticket_messages', max(id) FROM ticket_messages`,
  );
  const agent: Caller = {
    ...{ type: 'user', id: 1, name: 'Ada', email: 'ada@x.org', role: 'agent' },
    visibleTeams: null,
  };
  const found = async (search: string): Promise<number> =>
    (await new TicketsRepository(dataSource).list(Object.assign(new TicketListQuery(), { search }), agent))
      .total.value;
  const totals = async (): Promise<number[]> =>
    Promise.all(['login', 'zoe', 'password', '4711', 'zebra', 'quagga'].map(found));
  expect(await totals()).toEqual([450, 0, 0, 0, 0, 0]);
  const backfill = (): SearchBackfill => new SearchBackfill(new SearchBackfillRepository(dataSource));
  const [first, second] = [backfill(), backfill()];
  await first.derive();
  expect(await totals()).toEqual([450, 200, 200, 200, 200, 0]);
  await dataSource.query(`UPDATE tickets SET title = 'edited 4711', tags = '{okapi}' WHERE id = 1`);
  // Another process goes on where the first one stopped.
  await Promise.all([first.run(), second.run()]);
  await second.run();
  expect(await totals()).toEqual([450, 449, 450, 450, 449, 3]);
  expect(await dataSource.query('SELECT FROM search_backfill')).toEqual([]);
  const [{ derived }] = await dataSource.query<[{ derived: number }]>(
    `SELECT count(*)::int AS derived FROM tickets
     WHERE search_vector = ticket_search_words(title, description, requester_name, requester_email, tags)`,
  );
  expect(derived).toBe(450);
});
