import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createCounters } from './baseline/counters.js';
import { PEOPLE } from './baseline/people.js';
import { createSearch } from './baseline/search.js';
import { TICKETS } from './baseline/tickets.js';
import { TRIAGE } from './baseline/triage.js';
import { TYPES } from './baseline/types.js';

/** The schema of release 0.1, which `former-migrations.ts` recognizes in existing databases. */
export class Baseline1765670000000 implements MigrationInterface {
  name = 'Baseline1765670000000';

  async up(q: QueryRunner): Promise<void> {
    for (const statements of [TYPES, PEOPLE, TICKETS, TRIAGE]) await q.query(statements);
    await createCounters(q);
    await createSearch(q);
  }

  down(): Promise<void> {
    throw new Error('Nothing precedes the baseline. Delete the database instead.');
  }
}
