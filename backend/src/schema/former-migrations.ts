import { OperatorError } from '../common/operator-error.js';

/** The migration that replaces those of release 0.1. */
export const BASELINE = { name: 'Baseline1765670000000', timestamp: 1_765_670_000_000 };

/** As recorded in databases and backups of release 0.1, in the order of execution. */
export const FORMER_MIGRATIONS = [
  'CreateTickets1764000000000',
  'Accounts1764100000000',
  'Console1764200000000',
  'TriageQuality1764300000000',
  'Imports1764410000000',
  'TicketDifferences1764500000000',
  'TicketTags1764600000000',
  'ShortPendingLists1764700000000',
  'TriageClaims1765100000000',
  'InternalUpdates1765200000000',
  'DerivedSearchVector1765200100000',
  'SignInStrength1765300000000',
  'TriageDeciders1765400000000',
  'SearchWords1765500000000',
  'CustomerReplies1765510000000',
  'PendingMessages1765520000000',
  'FirstDecisions1765530000000',
  'BulkChanges1765540000000',
  'ReplyingViewers1765553000000',
  'ResetLinkIssuers1765556000000',
  'MessageDrafts1765560000000',
  'ImmediateSearchIndexes1765570000000',
  'CoveringListIndexes1765580000000',
  'UndoableDecisions1765590000000',
  'PendingMessageRequesters1765600000000',
  'DraftsForOtherReaders1765610000000',
  'SearchSpellings1765620000000',
  'TicketSearchKeys1765630000000',
  'LearningAttempts1765640000000',
  'NumbersAndDecisions1765650000000',
  'ModelGates1765660000000',
  'NormalizedTags1765670000000',
];

/** The database has only some of the former migrations, so that the baseline does not describe it. */
export class SchemaTooOld extends OperatorError {
  constructor() {
    super(
      'The database is older than the last release 0.1 of TicketIQ, which this version needs to continue from. ' +
        'Start the last release 0.1 with this database once, then this version. Nothing was changed.',
    );
  }
}

/**
 * Recorded names with the baseline in place of the former migrations.
 * @returns undefined if only some of the former migrations were recorded
 */
export function withBaseline(recorded: string[]): string[] | undefined {
  const former = recorded.filter((name) => FORMER_MIGRATIONS.includes(name));
  const later = recorded.filter((name) => !FORMER_MIGRATIONS.includes(name) && name !== BASELINE.name);
  if (recorded.includes(BASELINE.name) || former.length === FORMER_MIGRATIONS.length)
    return [BASELINE.name, ...later];
  return former.length === 0 ? later : undefined;
}
