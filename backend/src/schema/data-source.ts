import { DataSource } from 'typeorm';
import { CreateTickets1764000000000 } from './migrations/1764000000000-create-tickets.js';
import { Accounts1764100000000 } from './migrations/1764100000000-accounts.js';
import { Console1764200000000 } from './migrations/1764200000000-console.js';
import { TriageQuality1764300000000 } from './migrations/1764300000000-triage-quality.js';
import { Imports1764410000000 } from './migrations/1764410000000-imports.js';
import { TicketDifferences1764500000000 } from './migrations/1764500000000-ticket-differences.js';
import { TicketTags1764600000000 } from './migrations/1764600000000-ticket-tags.js';
import { ShortPendingLists1764700000000 } from './migrations/1764700000000-short-pending-lists.js';
import { TriageClaims1765100000000 } from './migrations/1765100000000-triage-claims.js';
import { InternalUpdates1765200000000 } from './migrations/1765200000000-internal-updates.js';
import { DerivedSearchVector1765200100000 } from './migrations/1765200100000-derived-search-vector.js';
import { SignInStrength1765300000000 } from './migrations/1765300000000-sign-in-strength.js';
import { TriageDeciders1765400000000 } from './migrations/1765400000000-triage-deciders.js';
import { SearchWords1765500000000 } from './migrations/1765500000000-search-words.js';
import { CustomerReplies1765510000000 } from './migrations/1765510000000-customer-replies.js';
import { PendingMessages1765520000000 } from './migrations/1765520000000-pending-messages.js';
import { FirstDecisions1765530000000 } from './migrations/1765530000000-first-decisions.js';
import { BulkChanges1765540000000 } from './migrations/1765540000000-bulk-changes.js';
import { ReplyingViewers1765553000000 } from './migrations/1765553000000-replying-viewers.js';
import { ResetLinkIssuers1765556000000 } from './migrations/1765556000000-reset-link-issuers.js';
import { MessageDrafts1765560000000 } from './migrations/1765560000000-message-drafts.js';
import { ImmediateSearchIndexes1765570000000 } from './migrations/1765570000000-immediate-search-indexes.js';
import { CoveringListIndexes1765580000000 } from './migrations/1765580000000-covering-list-indexes.js';
import { UndoableDecisions1765590000000 } from './migrations/1765590000000-undoable-decisions.js';
import { PendingMessageRequesters1765600000000 } from './migrations/1765600000000-pending-message-requesters.js';
import { DraftsForOtherReaders1765610000000 } from './migrations/1765610000000-drafts-for-other-readers.js';
import { SearchSpellings1765620000000 } from './migrations/1765620000000-search-spellings.js';
import { TicketSearchKeys1765630000000 } from './migrations/1765630000000-ticket-search-keys.js';
import { LearningAttempts1765640000000 } from './migrations/1765640000000-learning-attempts.js';
import { NumbersAndDecisions1765650000000 } from './migrations/1765650000000-numbers-and-decisions.js';
import { ModelGates1765660000000 } from './migrations/1765660000000-model-gates.js';
import { NormalizedTags1765670000000 } from './migrations/1765670000000-normalized-tags.js';
import { WaitingStatus1765680000000 } from './migrations/1765680000000-waiting-status.js';
import { TeamsAndTopics1765690000000 } from './migrations/1765690000000-teams-and-topics.js';
import { SnakeNamingStrategy } from '../database/snake-naming.strategy.js';
import { ENTITIES } from './entities.js';

/** In the order of execution. */
const MIGRATIONS = [
  CreateTickets1764000000000,
  Accounts1764100000000,
  Console1764200000000,
  TriageQuality1764300000000,
  Imports1764410000000,
  TicketDifferences1764500000000,
  TicketTags1764600000000,
  ShortPendingLists1764700000000,
  TriageClaims1765100000000,
  InternalUpdates1765200000000,
  DerivedSearchVector1765200100000,
  SignInStrength1765300000000,
  TriageDeciders1765400000000,
  SearchWords1765500000000,
  CustomerReplies1765510000000,
  PendingMessages1765520000000,
  FirstDecisions1765530000000,
  BulkChanges1765540000000,
  ReplyingViewers1765553000000,
  ResetLinkIssuers1765556000000,
  MessageDrafts1765560000000,
  ImmediateSearchIndexes1765570000000,
  CoveringListIndexes1765580000000,
  UndoableDecisions1765590000000,
  PendingMessageRequesters1765600000000,
  DraftsForOtherReaders1765610000000,
  SearchSpellings1765620000000,
  TicketSearchKeys1765630000000,
  LearningAttempts1765640000000,
  NumbersAndDecisions1765650000000,
  ModelGates1765660000000,
  NormalizedTags1765670000000,
  WaitingStatus1765680000000,
  TeamsAndTopics1765690000000,
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
