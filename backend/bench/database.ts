import pg from 'pg';
import { startEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import type * as Migrate from '../src/schema/migrate.js';
import { allowDatabases } from '../test/support/engines.ts';
import { fillTickets } from './tickets.ts';

const built = (file: string): Promise<unknown> => import(new URL(`../dist/${file}`, import.meta.url).href);
const { migrateDatabase } = (await built('schema/migrate.js')) as typeof Migrate;

export interface Engine {
  url: string;
  stop: () => Promise<void>;
}

/** The embedded server as in the service, with the right to create databases. */
export async function startEngine(directory: string): Promise<Engine> {
  const postgres = await startEmbeddedPostgres(directory, () => undefined);
  await allowDatabases(directory, postgres.url);
  return { url: postgres.url, stop: () => postgres.stop() };
}

/** Creates a migrated database with that many tickets. @returns its address */
export async function databaseWith(engine: Engine, tickets: number): Promise<string> {
  const name = `bench_${tickets}`;
  await withClient(engine.url, (client) => client.query(`CREATE DATABASE ${name}`));
  const url = new URL(engine.url);
  url.pathname = `/${name}`;
  await migrateDatabase(url.href, { withQueue: true, report: () => undefined });
  const begun = Date.now();
  await fillTickets(url.href, tickets, (done) => {
    if (done % 100_000 === 0)
      console.error(`${done.toLocaleString('en')} of ${tickets.toLocaleString('en')} tickets …`);
  });
  const seconds = Math.round((Date.now() - begun) / 1000);
  console.error(`${tickets.toLocaleString('en')} tickets are there, after ${seconds} s`);
  return url.href;
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
