// The database for TypeORM's command line, which needs a data source as the default export.
// Without DATABASE_URL it is the embedded one of this checkout, which requires a running TicketIQ.
import { readFileSync } from 'node:fs';
import { createDataSource } from '../backend/dist/schema/data-source.js';
import { root } from './prepare.mjs';

function embedded() {
  const [password, pid] = ['postgres-password', 'postgres/postmaster.pid'].map((name) =>
    readFileSync(`${root}/.data/${name}`, 'utf8'),
  );
  return `postgresql://ticketiq:${password}@127.0.0.1:${pid.split('\n')[3]}/ticketiq`;
}

export default createDataSource(process.env.DATABASE_URL || embedded());
