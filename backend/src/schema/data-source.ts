import { DataSource } from 'typeorm';
import { Baseline1765670000000 } from './migrations/1765670000000-baseline.js';
import { WaitingStatus1765680000000 } from './migrations/1765680000000-waiting-status.js';
import { TeamsAndTopics1765690000000 } from './migrations/1765690000000-teams-and-topics.js';
import { Attachments1765730000000 } from './migrations/1765730000000-attachments.js';
import { SnoozeAndDue1765720000000 } from './migrations/1765720000000-snooze-and-due.js';
import { TicketMerges1765740000000 } from './migrations/1765740000000-ticket-merges.js';
import { TeamVisibility1765700000000 } from './migrations/1765700000000-team-visibility.js';
import { TopicIndexes1765750000000 } from './migrations/1765750000000-topic-indexes.js';
import { Organizations1765761000000 } from './migrations/1765761000000-organizations.js';
import { People1765762000000 } from './migrations/1765762000000-people.js';
import { CannedReplyChanges1765781000000 } from './migrations/1765781000000-canned-reply-changes.js';
import { Mail1765790000000 } from './migrations/1765790000000-mail.js';
import { OutgoingMail1765800000000 } from './migrations/1765800000000-outgoing-mail.js';
import { SnakeNamingStrategy } from '../database/snake-naming.strategy.js';
import { ENTITIES } from './entities.js';

/** In the order of execution. */
const MIGRATIONS = [
  Baseline1765670000000,
  WaitingStatus1765680000000,
  TeamsAndTopics1765690000000,
  TeamVisibility1765700000000,
  SnoozeAndDue1765720000000,
  Attachments1765730000000,
  TicketMerges1765740000000,
  TopicIndexes1765750000000,
  Organizations1765761000000,
  People1765762000000,
  CannedReplyChanges1765781000000,
  Mail1765790000000,
  OutgoingMail1765800000000,
];

/** Names as recorded in the table `migrations`. */
export const MIGRATION_NAMES = MIGRATIONS.map(({ name }) => name);

/** Creates a data source without connecting or migrating. */
export function createDataSource(url: string): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'ticketiq',
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
    namingStrategy: new SnakeNamingStrategy(),
    synchronize: false,
    poolSize: 20,
    // Limits the wait for an unreachable server, after which requests are answered with 503.
    connectTimeoutMS: 3000,
    extra: {
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 30_000,
      keepAlive: true,
      // Queries that are sent together on one connection take one round trip.
      pipeline: true,
    },
  });
}
