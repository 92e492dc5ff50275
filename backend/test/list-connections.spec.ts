import { expect, it } from 'vitest';
import { createDataSource } from '../src/schema/data-source.js';
import { listQuery, sqlQuery } from '../src/database/sql.js';
import type { Problem } from './support/api.ts';
import { createDatabase, startService } from './support/service.ts';

const LOCK = 4711;

it('slow lists leave connections for everything else', async () => {
  const dataSource = await createDataSource(await createDatabase()).initialize();
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [LOCK]);
    let answered = 0;
    const lists = Array.from({ length: 24 }, async () => {
      await listQuery(dataSource, 'SELECT pg_advisory_xact_lock_shared($1)', [LOCK]);
      answered += 1;
    });
    const waiting = `SELECT count(*)::int AS n FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
    await expect
      .poll(async () => (await holder.query(waiting)) as unknown, { timeout: 10_000 })
      .toEqual([{ n: 12 }]);
    expect(await sqlQuery(dataSource, 'SELECT 1 AS one', [])).toEqual([{ one: 1 }]);
    expect(answered).toBe(0);
    await holder.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await Promise.all(lists);
  } finally {
    await holder.release();
    await dataSource.destroy();
  }
});

it('a list that fails leaves no transaction behind', async () => {
  const dataSource = await createDataSource(await createDatabase()).initialize();
  try {
    const failing = listQuery(dataSource, 'SELECT 1 / $1::int AS n', [0], { plan: 'gathered' });
    await expect(failing).rejects.toThrow('division by zero');
    const settings = await Promise.all(
      Array.from({ length: 20 }, () => sqlQuery(dataSource, 'SHOW enable_seqscan', [])),
    );
    expect(settings).toEqual(Array(20).fill([{ enable_seqscan: 'on' }]));
  } finally {
    await dataSource.destroy();
  }
});

it('a list that takes too long is cancelled, and says when to ask again', async () => {
  const service = await startService();
  const holder = createDataSource(service.databaseUrl);
  try {
    const runner = (await holder.initialize()).createQueryRunner();
    await runner.startTransaction();
    await runner.query('LOCK TABLE tickets');
    for (const path of ['/api/tickets?search=printer', '/api/tickets/export.csv?search=printer']) {
      const { status, headers, body } = await service.api.get<Problem>(path);
      expect([path, status, body.code]).toEqual([path, 503, 'server.query_timeout']);
      expect(headers.get('retry-after')).toBe('5');
    }
    await runner.rollbackTransaction();
    await runner.release();
    expect((await service.api.list('search=printer')).results).toEqual([]);
  } finally {
    await holder.destroy();
    await service.stop();
  }
}, 120_000);
