import { sql } from 'kysely';
import type { DataSource } from 'typeorm';
import { BlobsRepository } from '../../src/blobs/blobs.repository.js';
import { ModelUsageRepository } from '../../src/classification/usage/model-usage.repository.js';
import type { LinearModelFile } from '@ticketiq/bundled-model';
import { LocalModelsRepository } from '../../src/classification/learning/local-models.repository.js';
import type { Replay } from '../../src/classification/learning/replay.js';
import * as topicDecisions from '../../src/classification/topics/topic-decisions.repository.js';
import { TopicsRepository } from '../../src/topics/topics.repository.js';
import * as decisions from '../../src/classification/learning/team-decisions.repository.js';
import { RetriageJobsRepository } from '../../src/classification/retriage/retriage-jobs.repository.js';
import { ThresholdsRepository } from '../../src/classification/thresholds/thresholds.repository.js';
import type { TriageAnswer } from '../../src/classification/triage-chain.js';
import * as triage from '../../src/classification/triage.repository.js';
import { CannedReply } from '../../src/canned-replies/canned-reply.entity.js';
import * as sessionsModule from '../../src/identity/auth/sessions.repository.js';
import * as organizations from '../../src/identity/organizations/organizations.repository.js';
import * as teams from '../../src/identity/teams/teams.repository.js';
import * as people from '../../src/identity/users/people.repository.js';
import * as users from '../../src/identity/users/users.repository.js';
import * as imports from '../../src/import/ticket-imports.repository.js';
import { MailboxLeasesRepository } from '../../src/mail/fetching/mailbox-leases.repository.js';
import { InboundMailsRepository, type ClaimedMail } from '../../src/mail/inbound/inbound-mails.repository.js';
import * as mailboxes from '../../src/mail/mailboxes/mailboxes.repository.js';
import * as threads from '../../src/mail/processing/threads.repository.js';
import * as backlog from '../../src/classification/triage-backlog.repository.js';
import { OwnedResourceRepository } from '../../src/sharing/owned-resource.repository.js';
import { StatsRepository } from '../../src/stats/stats.repository.js';
import { AttachmentsRepository } from '../../src/tickets/attachments/attachments.repository.js';
import * as autoAssignment from '../../src/tickets/auto-assignment.repository.js';
import { BulkChangesRepository } from '../../src/tickets/bulk-changes.repository.js';
import * as idempotencyKeys from '../../src/tickets/idempotency-keys.repository.js';
import type { StoredDraft } from '../../src/tickets/message-drafts.repository.js';
import * as messageDrafts from '../../src/tickets/message-drafts.repository.js';
import { PendingMessagesRepository } from '../../src/tickets/pending-messages.repository.js';
import * as messageRecipients from '../../src/tickets/message-recipients.repository.js';
import { OutgoingMailsRepository } from '../../src/mail/outbound/outgoing-mails.repository.js';
import { SearchBackfillRepository } from '../../src/tickets/search-backfill.repository.js';
import { TicketRetentionRepository } from '../../src/tickets/ticket-retention.repository.js';
import { TicketDeadlinesRepository } from '../../src/tickets/ticket-deadlines.repository.js';
import * as personBackfill from '../../src/tickets/person-backfill.repository.js';
import * as ticketMerges from '../../src/tickets/ticket-merges.repository.js';
import * as ticketSearch from '../../src/tickets/ticket-search.repository.js';
import * as ticketUpdates from '../../src/tickets/ticket-updates.repository.js';
import { TicketViewersRepository } from '../../src/tickets/ticket-viewers.repository.js';
import { Ticket } from '../../src/tickets/ticket.entity.js';
import { TicketRowsRepository } from '../../src/tickets/ticket-rows.repository.js';
import { TicketsRepository } from '../../src/tickets/tickets.repository.js';
import { TicketListQuery } from '../../src/tickets/dto/ticket-list.dto.js';
import { PageQuery } from '../../src/http/dto/page.dto.js';
import type { Caller } from '../../src/identity/users/caller.js';
import type { Calls, RecordedStatement, StatementRecorder } from './statement-recorder.ts';

/** A repository with its statements by the names of its methods. */
export interface RecordedRepository {
  /** Relative to `backend/src`. */
  path: string;
  record: (recorder: StatementRecorder) => Promise<Record<string, RecordedStatement[]>>;
}

/** A method without a call is a compile error. */
function repository<Repository extends object>(
  path: string,
  create: (dataSource: DataSource) => Repository,
  calls: Calls<Repository>,
): RecordedRepository {
  return {
    path,
    async record(recorder) {
      const statements: Record<string, RecordedStatement[]> = {};
      const named = Object.entries<(each: Repository, by: StatementRecorder) => unknown>(calls);
      for (const [name, call] of named) {
        // A repository of its own, since it may cache.
        statements[name] = await recorder.record(() => call(create(recorder.dataSource), recorder));
      }
      return statements;
    },
  };
}

const TICKET = Object.assign(new Ticket(), { id: 1, version: 1, internalUpdates: 0, publicUpdatedAt: null });
const ACTOR = { type: 'user', id: 1, name: 'Agent' } as const;
const CALLER: Caller = { ...ACTOR, email: 'agent@example.org', role: 'agent', visibleTeams: null };
/** An agent from whom a team is hidden. */
const LIMITED: Caller = { ...CALLER, visibleTeams: [1, 2] };
const REQUESTER: Caller = { ...CALLER, role: 'requester' };
const PAGE = Object.assign(new PageQuery(), { limit: 20 });
const list = (query: Partial<TicketListQuery>): TicketListQuery =>
  Object.assign(new TicketListQuery(), query);
/** Counts of a search among the latest tickets: all, matches, and so on. */
const RARE = [{ all: 1001, n: 0, loose: 0, before: 0, tagged: 0, worded: 0 }];
const RESOLVED = [{ q0: "'vpn'", m0: [], a0: [], literal: null, outdated: false }];
const NOW = new Date('2026-01-01T00:00:00Z');
const DRAFT = {
  body: 'text',
  visibility: 'public',
  other_body: null,
  after_message_id: null,
  attachment_ids: [1],
  other_attachment_ids: [],
} satisfies Omit<StoredDraft, 'updated_at'>;

const ANSWER: TriageAnswer = {
  ...{ source: 'local', model: 'model', category: 'billing', priority: 'low', confidence: 1 },
  ...{ rationale: 'text', evidence: [], abstained: false, degradedReason: null, latencyMs: 1 },
  ...{ promptVersion: null, inputTokens: null, outputTokens: null, costUsd: null },
};
const CLAIM: triage.ClaimOptions = { state: 'pending', horizonSeconds: 60, leaseSeconds: 120 };
const PENDING_TRIAGE: triage.PendingTriage = {
  ...{ title: 'Title', description: 'text', state: 'pending', classifiedAt: null, claims: 1 },
};
const CONTENT = {
  ...{ sha256: 'hash', size: 1, type: 'image/png', needsThumbnail: true, needsWork: true },
  state: 'available',
} as const;
const UUID = '00000000-0000-4000-8000-000000000000';
const CLAIMED_MAIL: ClaimedMail = {
  ...{ id: 2, mailboxId: 1, source: 'imap', uidValidity: '1', sha256: 'hash', messageId: 'a@example.org' },
  ...{ size: 1, raw: Buffer.from(''), attempts: 1, released: false, subject: null },
};
const MAILBOX_LEASE = { mailboxId: 1, version: 1, owner: UUID };
const IMPORT: imports.TicketImport = {
  ...{ id: 1, source: 'zendesk', finishedAt: null, rowsDone: 0 },
  ...{ imported: 0, known: 0, rejected: 0, rejectedBytes: 0 },
};

function sessionsOf(dataSource: DataSource) {
  const { SessionsRepository, lockUserAndSession, claimResetLink } = sessionsModule;
  return Object.assign(new SessionsRepository(dataSource), { lockUserAndSession, claimResetLink });
}

function teamsOf(dataSource: DataSource) {
  const { TeamsRepository, ...functions } = teams;
  return Object.assign(new TeamsRepository(dataSource), functions);
}

function organizationsOf(dataSource: DataSource) {
  const { OrganizationsRepository, ...functions } = organizations;
  return Object.assign(new OrganizationsRepository(dataSource), functions);
}

function cannedRepliesOf(dataSource: DataSource): OwnedResourceRepository<CannedReply> {
  return new OwnedResourceRepository(dataSource, {
    ...{ entity: CannedReply, code: 'reply', noun: 'reply', label: 'title' },
    ...{ maxOwn: 100, maxShared: 100, unique: 'uq_canned_replies_owner_title' },
  });
}

export const REPOSITORIES: RecordedRepository[] = [
  repository('blobs/blobs.repository.ts', (dataSource) => new BlobsRepository(dataSource), {
    create: (blobs) => blobs.create(),
    addChunk: (blobs) => blobs.addChunk(1, 0, Buffer.from('')),
    findChunk: (blobs) => blobs.findChunk(1, 0),
    discard: (blobs) => blobs.discard(1),
    complete: (blobs, recorder) => {
      recorder.answering([]);
      return blobs.complete(recorder.manager, 1, CONTENT);
    },
    findKnown: (blobs, { manager }) => blobs.findKnown(manager, ['hash']),
    find: (blobs) => blobs.find(1),
    findThumbnail: (blobs) => blobs.findThumbnail(1),
    claim: (blobs) => blobs.claim(),
    setScanned: (blobs) => blobs.setScanned(1, null),
    setThumbnail: (blobs) => blobs.setThumbnail(1, null),
    setObjectKey: (blobs) => blobs.setObjectKey(1, 'key'),
    setMoved: (blobs) => blobs.setMoved(1),
    finishWork: (blobs) => blobs.finishWork(1),
    postponeWork: (blobs) => blobs.postponeWork(1, 60, 'scanner_unavailable'),
    scheduleMoves: (blobs) => blobs.scheduleMoves(),
    countWork: (blobs) => blobs.countWork(),
    takeUnreferenced: (blobs) => blobs.takeUnreferenced(),
    delete: (blobs) => blobs.delete([1]),
  }),
  repository(
    'tickets/attachments/attachments.repository.ts',
    (dataSource) => new AttachmentsRepository(dataSource),
    {
      create: (attachments, { manager }) =>
        attachments.create(manager, { name: 'name', blobId: 1, uploaderId: 1 }),
      createPlaced: (attachments, { manager }) =>
        attachments.createPlaced(manager, { name: 'name', blobId: 1, place: { messageId: 1 } }),
      find: (attachments) => attachments.find(1),
      ofDescription: (attachments) => attachments.ofDescription(1),
      ofDescriptions: (attachments) => attachments.ofDescriptions([1]),
      findUnsent: (attachments) => attachments.findUnsent([1], 1),
      ofMessages: (attachments) => attachments.ofMessages([1]),
      ofPendingMessages: (attachments) => attachments.ofPendingMessages([1]),
      send: (attachments, { manager }) => attachments.send(manager, [1], 1, { messageId: 1 }),
      deliver: (attachments, { manager }) => attachments.deliver(manager, 1),
      removeUnsent: (attachments) => attachments.removeUnsent(1, 1),
      purgeUnsent: (attachments) => attachments.purgeUnsent(24),
    },
  ),
  repository(
    'classification/usage/model-usage.repository.ts',
    (dataSource) => new ModelUsageRepository(dataSource),
    {
      record: (usage) =>
        usage.record({
          source: 'gemini',
          model: 'model',
          tickets: 1,
          inputTokens: 1,
          outputTokens: 1,
          costUsd: 1,
        }),
      spentToday: (usage) => usage.spentToday(),
      read: (usage) => usage.read('2026-01-01', '2026-01-31'),
    },
  ),
  repository(
    'classification/learning/local-models.repository.ts',
    (dataSource) => new LocalModelsRepository(dataSource),
    {
      list: (models) => models.list(),
      find: (models) => models.find(1),
      newest: (models, { manager }) => models.newest(manager),
      activeId: (models) => models.activeId(),
      approvedId: (models, { manager }) => models.approvedId(manager),
      read: (models, recorder) => {
        recorder.answering([]);
        return models.read(1);
      },
      save: (models, { manager }) =>
        models.save(manager, { name: 'model' } as LinearModelFile, {
          ...{ base: 'base', decisions: 1, impact: null, gate: null, state: 'waiting' },
          report: { gained: [], lost: [] } as unknown as Replay,
        }),
      activate: (models, { manager }) => models.activate(manager, 1, 1),
      review: (models, { manager }) => models.review(manager, 1, 1),
      lockTraining: (models, { manager }) => models.lockTraining(manager, 1),
      startAttempt: (models) => models.startAttempt(),
      endAttempt: (models) => models.endAttempt(),
      isTraining: (models) => models.isTraining(1),
      hasAttemptSince: (models) => models.hasAttemptSince(10),
    },
  ),
  repository('classification/topics/topic-decisions.repository.ts', () => topicDecisions, {
    readActiveTopics: (topics, { manager }) => topics.readActiveTopics(manager),
    readTopicDecisions: (topics, { manager }) => topics.readTopicDecisions(manager),
  }),
  repository('topics/topics.repository.ts', (dataSource) => new TopicsRepository(dataSource), {
    list: (topics) => topics.list(),
    get: (topics) => topics.get(1),
    create: (topics) => topics.create({ name: 'VPN', description: '', category: 'technical', active: true }),
    update: (topics) => topics.update(1, { name: 'VPN' }),
    remove: (topics) => topics.remove(1),
  }),
  repository('classification/learning/team-decisions.repository.ts', () => decisions, {
    readDecisions: (deciding, { manager }) => deciding.readDecisions(manager, 100),
    readOpenDecisions: (deciding, { manager }) => deciding.readOpenDecisions(manager, 100),
    readSuggested: (deciding, { manager }) => deciding.readSuggested(manager, 100),
    countDecisions: (deciding, { manager }) => deciding.countDecisions(manager),
  }),
  repository(
    'classification/retriage/retriage-jobs.repository.ts',
    (dataSource) => new RetriageJobsRepository(dataSource),
    {
      create: (jobs) => jobs.create(1, 'local', {}),
      list: (jobs) => jobs.list(),
      find: (jobs) => jobs.find(1),
      transition: (jobs) => jobs.transition(1, 'previewed', 'running'),
      pause: (jobs) => jobs.pause(1, true),
      discard: (jobs) => jobs.discard(1),
      summarize: (jobs) => jobs.summarize(1),
      tickets: (jobs) => jobs.tickets(1, 0, 100),
      lease: (jobs) => jobs.lease(),
      extendLease: (jobs) => jobs.extendLease(1),
      release: (jobs) => jobs.release(1),
      findWork: (jobs) => jobs.findWork(1),
      candidates: (jobs) => jobs.candidates(1, 20),
      findTickets: (jobs) => jobs.findTickets(1, 'proposed', 20),
      insertProposals: (jobs, { manager }) => jobs.insertProposals(manager, 1, []),
      setTicketState: (jobs, { manager }) => jobs.setTicketState(manager, 1, 1, 'applied'),
      advance: (jobs, { manager }) => jobs.advance(manager, 1, { cursor: 1 }),
      finish: (jobs) => jobs.finish(1, 'running'),
    },
  ),
  repository(
    'classification/thresholds/thresholds.repository.ts',
    (dataSource) => new ThresholdsRepository(dataSource),
    {
      find: (thresholds) => thresholds.find(['billing']),
      set: (thresholds) => thresholds.set('billing', 0.5, null),
    },
  ),
  repository('classification/triage.repository.ts', () => triage, {
    applyAnswer: (triaging, { manager }) =>
      triaging.applyAnswer(manager, 1, ANSWER, {
        hostile: false,
        mayAutoAccept: false,
        retryInSeconds: null,
      }),
    readPendingTriage: (triaging, { manager }) => triaging.readPendingTriage(manager, 1),
    claimDueTriage: (triaging, { manager }) => triaging.claimDueTriage(manager, 'pending', 100, 60),
    resetExcessivePostponements: (triaging, { manager }) =>
      triaging.resetExcessivePostponements(manager, 3600),
    claimTriage: (triaging, { manager }) => triaging.claimTriage(manager, 1, CLAIM),
    resumeTriage: (triaging, { manager }) => triaging.resumeTriage(manager, 1, PENDING_TRIAGE),
    releaseClaims: (triaging, { manager }) => triaging.releaseClaims(manager, [1]),
    claimTriageBatch: (triaging, recorder) => {
      const newest = { id: 1, ...PENDING_TRIAGE };
      return triaging.claimTriageBatch(recorder.answering([newest]).manager, 2, CLAIM);
    },
    renewClaim: (triaging, { manager }) => triaging.renewClaim(manager, [1], CLAIM),
    postponeImprovement: (triaging, { manager }) => triaging.postponeImprovement(manager, 1, 60),
    revertSuggestion: (triaging, { manager }) =>
      triaging.revertSuggestion(manager, 1, NOW.toISOString(), {
        ...{ category: 'billing', priority: 'low', source: 'local', model: 'model', confidence: 1 },
        ...{ suggestedCategory: 'billing', suggestedPriority: 'low', rationale: 'text', evidence: [] },
        ...{ abstained: false, held: false, degradedReason: null, classifiedAt: NOW.toISOString() },
      }),
  }),
  repository('identity/auth/sessions.repository.ts', sessionsOf, {
    rotate: (sessions) => sessions.rotate(UUID, { used: 'used', next: 'next', expiresAt: NOW }),
    findByPreviousToken: (sessions) => sessions.findByPreviousToken(UUID, 'used', 30),
    findPeopleBySession: (sessions) => sessions.findPeopleBySession([UUID], 1800),
    findPeopleByToken: (sessions) => sessions.findPeopleByToken(['hash']),
    findPersonByTokenId: (sessions) => sessions.findPersonByTokenId(1),
    touchToken: (sessions) => sessions.touchToken(1),
    confirm: (sessions) => sessions.confirm(UUID),
    revokeReplayed: async (sessions) => {
      await sessions.revokeReplayed(UUID, undefined);
      await sessions.revokeReplayed(UUID, 'used');
    },
    limitSessions: (sessions, { manager }) => sessions.limitSessions(manager, 1, 1000),
    purgeSessions: (sessions) => sessions.purgeSessions(),
    purgeResetLinks: (sessions) => sessions.purgeResetLinks(),
    purgeTokens: (sessions) => sessions.purgeTokens(30),
    lockUserAndSession: (sessions, { manager }) => sessions.lockUserAndSession(manager, 1, UUID),
    claimResetLink: (sessions, { manager }) => sessions.claimResetLink(manager, 'hash'),
  }),
  repository('identity/organizations/organizations.repository.ts', organizationsOf, {
    list: (repository) => repository.list({ search: 'engines', before: 9, limit: 21 }),
    find: (repository) => repository.find(1),
    setDomains: (repository, { manager }) => repository.setDomains(manager, 1, ['example.org']),
  }),
  repository(
    'mail/inbound/inbound-mails.repository.ts',
    (dataSource) => new InboundMailsRepository(dataSource),
    {
      insert: (mails, { manager }) => mails.insert(manager, { ...CLAIMED_MAIL, uid: '1' }),
      claim: (mails) => mails.claim(),
      postpone: (mails) => mails.postpone(1, 5, { counted: true }),
      lockPending: (mails, { manager }) => mails.lockPending(manager, 1),
      finish: async (mails, { manager }) => {
        const known = {
          kind: 'human',
          fromAddress: 'ada@example.org',
          subject: 'Title',
          ticketId: 1,
        } as const;
        await mails.finish(manager, 1, { ...known, state: 'appended', ticketMessageId: 1 });
        await mails.finish(manager, 1, { ...known, state: 'ignored', reason: 'duplicate' });
      },
      findOriginal: async (mails, { manager }) => {
        await mails.findOriginal(manager, CLAIMED_MAIL);
        await mails.findOriginal(manager, { ...CLAIMED_MAIL, messageId: null });
      },
      countRecent: (mails, { manager }) => mails.countRecent(manager, 'ada@example.org', 60),
      list: (mails) => mails.list({ mailboxId: 1, states: ['quarantined'], before: 9, limit: 21 }),
      findQuarantined: (mails) => mails.findQuarantined(1),
      findRaw: (mails) => mails.findRaw(1),
      release: (mails) => mails.release(1),
      discard: (mails) => mails.discard(1),
      ledger: (mails) => mails.ledger(1),
    },
  ),
  repository(
    'mail/fetching/mailbox-leases.repository.ts',
    (dataSource) => new MailboxLeasesRepository(dataSource),
    {
      acquire: (leases) => leases.acquire(UUID),
      extend: (leases) => leases.extend(MAILBOX_LEASE),
      release: (leases) => leases.release(MAILBOX_LEASE),
      moveCursor: (leases, { manager }) =>
        leases.moveCursor(manager, MAILBOX_LEASE, { uidValidity: '1', lastUid: 1 }),
      recordSuccess: (leases) => leases.recordSuccess(MAILBOX_LEASE),
      recordFailure: (leases) => leases.recordFailure(MAILBOX_LEASE, 'refused'),
    },
  ),
  repository('mail/mailboxes/mailboxes.repository.ts', () => mailboxes, {
    lockMailboxes: (module, { manager }) => module.lockMailboxes(manager),
    findTakenAddress: (module, { manager }) => module.findTakenAddress(manager, ['ada@example.org'], 1),
    resetCursor: (module, { manager }) => module.resetCursor(manager, 1),
  }),
  repository('mail/processing/threads.repository.ts', () => threads, {
    findThreads: (module, { dataSource }) => module.findThreads(dataSource, ['a@example.org']),
    addThread: (module, { manager }) =>
      module.addThread(manager, {
        ...{ messageId: 'a@example.org', direction: 'in', ticketId: 1, ticketMessageId: null },
      }),
    findThreadTicket: (module, { dataSource }) => module.findThreadTicket(dataSource, 1),
    takesPart: (module, recorder) => {
      recorder.answering([{ takesPart: true }]);
      return module.takesPart(recorder.manager, [1], 'ada@example.org');
    },
    addParticipants: (module, { manager }) =>
      module.addParticipants(manager, 1, [{ address: 'ada@example.org', name: 'Ada' }]),
    findOwnAddresses: (module, { dataSource }) => module.findOwnAddresses(dataSource),
  }),
  repository('identity/users/people.repository.ts', () => people, {
    listPeople: async (module, { dataSource }) => {
      const filter = { role: ['requester'] as const, active: true, account: true, organization: [1] };
      await module.listPeople(dataSource, { ...filter, search: 'ada', before: 9 }, 21);
      await module.listPeople(dataSource, {}, 21);
    },
    findPerson: (module, { dataSource }) => module.findPerson(dataSource, 1),
    lockAddresses: (module, { manager }) => module.lockAddresses(manager, ['ada@example.org']),
    findOwner: (module, { manager }) => module.findOwner(manager, 'ada@example.org'),
    addContact: (module, { manager }) =>
      module.addContact(manager, { name: 'Ada', address: 'ada@example.org' }),
    setOtherEmails: (module, recorder) => {
      recorder.answering([{ address: 'former@example.org' }]);
      return module.setOtherEmails(recorder.manager, 1, [{ email: 'ada@example.net', verified: true }]);
    },
    setOrganization: (module, { manager }) => module.setOrganization(manager, 1, { from: null, to: 2 }),
    findOrganizationId: (module, { dataSource }) => module.findOrganizationId(dataSource, 1),
  }),
  repository('tickets/person-backfill.repository.ts', () => personBackfill, {
    linkNextTickets: (module, recorder) => {
      recorder.answering([{ id: 1, address: 'ada@example.org' }]);
      return module.linkNextTickets(recorder.manager, 200);
    },
  }),
  repository('identity/teams/teams.repository.ts', teamsOf, {
    list: async (listing) => {
      await listing.list(null);
      await listing.list([1, 2]);
    },
    isAssignableInAny: () => undefined,
    lockTeams: (locking, { manager }) => locking.lockTeams(manager),
    findAgents: (finding, { manager }) => finding.findAgents(manager, [1]),
    setMembers: (setting, { manager }) => setting.setMembers(manager, 1, [1]),
    findAssignable: (finding, { manager }) => finding.findAssignable(manager, [1], [1]),
  }),
  repository('identity/users/users.repository.ts', () => users, {
    lockAdministrators: (administrators, { manager }) => administrators.lockAdministrators(manager),
  }),
  repository('import/ticket-imports.repository.ts', () => imports, {
    openImport: (importing, { dataSource }) => importing.openImport(dataSource, 'zendesk', 'hash'),
    writeBatch: (importing, { dataSource }) =>
      importing.writeBatch(dataSource, IMPORT, { rows: ['{}'], known: 0, rejected: 0, rejectedBytes: 0 }),
    finishImport: (importing, { dataSource }) => importing.finishImport(dataSource, IMPORT),
  }),
  repository('classification/triage-backlog.repository.ts', () => backlog, {
    countPending: (reading, { dataSource }) => reading.countPending(dataSource),
    readTriageBacklog: (reading, { dataSource }) => reading.readTriageBacklog(dataSource),
  }),
  repository('sharing/owned-resource.repository.ts', cannedRepliesOf, {
    list: (replies) => replies.list(CALLER),
    create: (replies) => replies.create({ title: 'Title', body: 'text' }, CALLER),
    update: (replies) => replies.update(1, { title: 'Title' }, CALLER),
    remove: (replies) => replies.remove(1, CALLER),
  }),
  repository('stats/stats.repository.ts', (dataSource) => new StatsRepository(dataSource), {
    countByStatus: (stats) => stats.countByStatus(),
    countByPriority: (stats) => stats.countByPriority(),
    countByTeam: async (stats) => {
      await stats.countByTeam();
      await stats.countByTeam([1, 2]);
    },
    countByAssignee: (stats) => stats.countByAssignee(),
    workload: async (stats) => {
      await stats.workload(false);
      await stats.workload(false, [1, 2], [2]);
    },
    queue: (stats) => stats.queue(),
    report: (stats) => stats.report('2026-01-01', '2026-01-31'),
    statistics: async (stats) => {
      await stats.statistics('2026-01-01', '2026-01-31');
      await stats.statistics('2026-01-01', '2026-01-31', [1, 2]);
    },
    foldCounters: (stats) => stats.foldCounters(),
    vacuumDifferences: (stats) => stats.vacuumDifferences(),
  }),
  repository('tickets/auto-assignment.repository.ts', () => autoAssignment, {
    assignByRule: async (assigning, recorder) => {
      const rule = { teamId: 1, lastAssignedId: null };
      recorder.answering([{ ...rule, assignment: 'round_robin' }], []);
      await assigning.assignByRule(recorder.manager, 1);
      recorder.answering([{ ...rule, assignment: 'least_loaded' }], []);
      await assigning.assignByRule(recorder.manager, 1);
    },
  }),
  repository('tickets/bulk-changes.repository.ts', (dataSource) => new BulkChangesRepository(dataSource), {
    listUndoable: (changes) => changes.listUndoable(1, 24),
  }),
  repository('tickets/idempotency-keys.repository.ts', () => idempotencyKeys, {
    claimIdempotencyKey: (keys, { manager }) =>
      keys.claimIdempotencyKey(manager, { userId: 1, key: 'key', requestHash: 'hash' }, 24),
    findIdempotencyKey: (keys, { manager }) => keys.findIdempotencyKey(manager, { userId: 1, key: 'key' }),
    storeAnswer: (keys, { manager }) =>
      keys.storeAnswer(manager, { userId: 1, key: 'key', answer: { id: 1 } }),
  }),
  repository(
    'tickets/message-drafts.repository.ts',
    (dataSource) =>
      Object.assign(new messageDrafts.MessageDraftsRepository(dataSource), {
        discardSentDraft: messageDrafts.discardSentDraft,
      }),
    {
      listTickets: (drafts) => drafts.listTickets(REQUESTER),
      find: (drafts) => drafts.find(1, REQUESTER),
      put: (drafts) => drafts.put(1, REQUESTER, DRAFT, undefined),
      remove: (drafts) => drafts.remove(1, 1),
      discardSentDraft: (drafts, { manager }) =>
        drafts.discardSentDraft(manager, { ticketId: 1, userId: 1, body: 'text' }),
    },
  ),
  repository('tickets/message-recipients.repository.ts', () => messageRecipients, {
    queueMail: (mails, { manager }) =>
      mails.queueMail(manager, { messageId: 1, ticketId: 1 }, { to: ['ada@example.org'], cc: [] }),
    isMailed: (mails, { manager }) => mails.isMailed(manager, 1),
    recipientsOf: (mails, { manager }) => mails.recipientsOf(manager, [1]),
    requeueMail: (mails, { manager }) => mails.requeueMail(manager, 1),
  }),
  repository(
    'mail/outbound/outgoing-mails.repository.ts',
    (dataSource) => new OutgoingMailsRepository(dataSource),
    {
      claim: (mails) => mails.claim(),
      content: (mails) => mails.content(1),
      attachments: (mails) => mails.attachments(1),
      recipients: (mails) => mails.recipients(1),
      record: (mails, { manager }) =>
        mails.record(
          manager,
          1,
          [{ address: 'ada@example.org', delivery: 'delayed', detail: '450 Busy' }],
          1,
        ),
      postpone: (mails) => mails.postpone(1, 10),
      recordReport: (mails, { manager }) =>
        mails.recordReport(manager, ['1@example.org'], {
          ...{ recipient: 'ada@example.org', delivery: 'bounced', detail: '5.1.1' },
        }),
    },
  ),
  repository(
    'tickets/pending-messages.repository.ts',
    (dataSource) => new PendingMessagesRepository(dataSource),
    {
      findDue: (pending) => pending.findDue(10),
      postpone: (pending) => pending.postpone(1, 60),
      insert: (pending, { manager }) =>
        pending.insert(
          manager,
          {
            ...{ ticketId: 1, authorId: 1, body: 'text', resolve: false, wait: false },
            ...{ requesterId: null, requesterEmail: null, held: false, changes: {}, recipients: null },
          },
          10,
        ),
      deliver: (pending, { manager }) =>
        pending.deliver(manager, { id: 1, ticketId: 1, authorId: 1, body: 'text' }),
      hasWrittenSince: (pending, { manager }) =>
        pending.hasWrittenSince(manager, { ticketId: 1, authorId: 1, messageId: 1 }),
    },
  ),
  repository(
    'tickets/search-backfill.repository.ts',
    (dataSource) => new SearchBackfillRepository(dataSource),
    {
      transaction: () => undefined,
      lockNext: (backfill, { manager }) => backfill.lockNext(manager),
      isDone: (backfill, { manager }) => backfill.isDone(manager),
      lockRows: (backfill, { manager }) => backfill.lockRows(manager, 'tickets', 1, 200),
      deriveWords: async (backfill, { manager }) => {
        await backfill.deriveWords(manager, 'tickets', [1]);
        await backfill.deriveWords(manager, 'ticket_messages', [1]);
      },
      setNextId: (backfill, { manager }) => backfill.setNextId(manager, 'tickets', 1),
      remove: (backfill, { manager }) => backfill.remove(manager, 'tickets'),
    },
  ),
  repository(
    'tickets/ticket-retention.repository.ts',
    (dataSource) => new TicketRetentionRepository(dataSource),
    {
      purgeDeletedTickets: (retention) => retention.purgeDeletedTickets(30),
      purgeIdempotencyKeys: (retention) => retention.purgeIdempotencyKeys(24),
      purgeBulkChanges: (retention) => retention.purgeBulkChanges(24),
      purgeUndoableDecisions: (retention) => retention.purgeUndoableDecisions(10),
      purgeViewers: (retention) => retention.purgeViewers(),
    },
  ),
  repository('tickets/ticket-deadlines.repository.ts', () => new TicketDeadlinesRepository(), {
    lockReturning: (deadlines, { manager }) => deadlines.lockReturning(manager, 200),
    lockClosable: (deadlines, { manager }) => deadlines.lockClosable(manager, 200),
  }),
  repository('tickets/ticket-merges.repository.ts', () => ticketMerges, {
    findMovableMessages: (merges, { manager }) => merges.findMovableMessages(manager, 1),
    moveMessages: (merges, { manager }) => merges.moveMessages(manager, [], { from: 1, to: 2 }),
    insertDescription: (merges, recorder) =>
      merges.insertDescription(
        recorder.answering([{ id: 1 }]).manager,
        { ...TICKET },
        { targetId: 2, body: 'VPN down', visibility: 'public' },
      ),
    addFollowersOf: (merges, { manager }) => merges.addFollowersOf(manager, { from: 1, to: 2 }),
  }),
  repository('tickets/ticket-search.repository.ts', () => ticketSearch, {
    resolveSearch: async (searching, { dataSource }) => {
      await searching.resolveSearch(dataSource, 'vpn "down again" -printer', CALLER);
      await searching.resolveSearch(dataSource, 'vpn', REQUESTER);
      await searching.resolveSearch(dataSource, 'vpn', LIMITED);
    },
    findStems: (searching, { dataSource }) => searching.findStems(dataSource, ['vpn']),
  }),
  repository('tickets/ticket-updates.repository.ts', () => ticketUpdates, {
    lockTickets: (updates, { manager }) => updates.lockTickets(manager, [1]),
    lockTicket: (updates, recorder) =>
      updates.lockTicket(recorder.answering([{ t_id: 1 }]).manager, 1, { withDeleted: true }),
    writeUpdate: (updates, { manager }) =>
      updates.writeUpdate(manager, { ...TICKET }, { columns: { assigneeId: 1 }, changes: {} }, ACTOR, NOW),
    writeUpdates: (updates, { manager }) =>
      updates.writeUpdates(
        manager,
        [{ ticket: { ...TICKET }, update: { columns: { status: 'closed' }, changes: {} } }],
        ACTOR,
        NOW,
      ),
    writeUnread: (updates, { manager }) => updates.writeUnread(manager, { ...TICKET }, true),
    recordHistory: (updates, { manager }) => updates.recordHistory(manager, 1, ACTOR, {}, NOW),
    readReferences: (updates, recorder) =>
      updates.readReferences(recorder.answering([{ references: {} }]).manager, 1),
  }),
  repository('tickets/ticket-rows.repository.ts', (dataSource) => new TicketRowsRepository(dataSource), {
    columnOf: () => undefined,
    orderBy: () => undefined,
    findById: (rows) => rows.findById(1),
    page: (rows) =>
      rows.page(sql`tickets t WHERE t.unread`, { columns: ['createdAt', 'id'], direction: 'DESC' }, 20),
  }),
  repository('tickets/tickets.repository.ts', (dataSource) => new TicketsRepository(dataSource), {
    get: (tickets) => tickets.get(1, CALLER),
    list: async (tickets, recorder) => {
      await tickets.list(list({}), CALLER);
      await tickets.list(list({ status: ['open'], assignee: ['me', 'none'] }), CALLER);
      await tickets.list(list({ status: ['open'], created_after: NOW, created_before: NOW }), REQUESTER);
      await tickets.list(list({}), LIMITED);
      await tickets.list(list({ team: [2], status: ['open'] }), LIMITED);
      await tickets.list(list({ tag: ['vpn'], category: ['billing'], unread: true }), CALLER);
      recorder.answering([{ n: 5 }], [{ n: 1 }], []);
      await tickets.list(list({ status: ['open'], snoozed: false, sort: 'due_at' }), CALLER);
      // A rare word, whose matches are collected by their index.
      recorder.answering(RESOLVED, [], RARE, [{ n: 0, ids: [], samples: 0, bound: null }]);
      await tickets.list(list({ search: 'vpn' }), CALLER);
      // Many matches, of which those before a bound are read.
      const many = { n: 5000, ids: Array.from({ length: 21 }, (_, i) => i), samples: 1000 };
      recorder.answering(RESOLVED, [], RARE, [{ ...many, bound: 'high' }], [{ place: 'critical' }], [many]);
      await tickets.list(list({ search: 'vpn', sort: '-priority' }), CALLER);
      recorder.answering(RESOLVED, [], [{ ...RARE[0], loose: 100 }], [{ ...many, ids: [] }]);
      await tickets.list(list({ search: '"vpn down" -printer' }), REQUESTER);
    },
    streamBatches: (tickets) =>
      tickets.streamBatches({ unread: true }, CALLER, { sort: 'created_at' }).next(),
    conversations: (tickets) => tickets.conversations([1]),
    descriptionAttachments: (tickets) => tickets.descriptionAttachments([1]),
    history: (tickets) => tickets.history(1, PAGE, CALLER),
    messages: (tickets) => tickets.messages(1, PAGE, CALLER),
    requireVisible: (tickets) => tickets.requireVisible(1, CALLER).catch(() => undefined),
    ofSameRequester: (tickets, recorder) => {
      recorder.answering([{ exists: true }]);
      return tickets.ofSameRequester(1, CALLER);
    },
    deleted: (tickets) => tickets.deleted(CALLER),
    total: (tickets, recorder) => {
      const many = [{ n: 5000, ids: [], samples: 1000, bound: null }];
      recorder.answering(RESOLVED, RARE, many, [{ n: 1001 }]);
      return tickets.total({ search: 'vpn' }, CALLER, 1000);
    },
  }),
  repository(
    'tickets/ticket-viewers.repository.ts',
    (dataSource) => new TicketViewersRepository(dataSource),
    {
      find: (viewers, { manager }) => viewers.find(manager, 1, 1),
      report: (viewers, { manager }) =>
        viewers.report(manager, { ticketId: 1, userId: 1, editing: false, replying: false }, false),
      remove: (viewers) => viewers.remove(1, 1),
      findOthers: (viewers) => viewers.findOthers(1, 1, NOW),
    },
  ),
];

/** The content of a repository's file in the folder `sql`. */
export async function sqlFile(
  { path, record }: RecordedRepository,
  recorder: StatementRecorder,
): Promise<string> {
  const lines = [`-- Statements of src/${path}, written by \`npm run sql:generate\`.`];
  for (const [name, statements] of Object.entries(await record(recorder))) {
    lines.push('', `-- ${name}`);
    for (const { sql, columns, settings } of statements) {
      const set = (settings ?? '').split(';').map((setting) => setting.trim());
      lines.push(...set.filter(Boolean).map((setting) => `-- ${setting}`));
      if (columns && Object.keys(columns).length > 0) {
        const types = Object.entries(columns).map(([column, { type, isNullable }]) => {
          return `${column} ${type}${isNullable ? '?' : ''}`;
        });
        lines.push(`-- returns ${types.join(', ')}`);
      }
      lines.push(`${dedent(sql)};`);
    }
  }
  return `${lines.join('\n')}\n`;
}

function dedent(sql: string): string {
  const [first, ...others] = sql.trim().split('\n');
  if (others.length === 0) return wrap(first!);
  const indents = others.filter((line) => line.trim()).map((line) => /^ */.exec(line)![0].length);
  const common = Math.min(...indents);
  const lines = [first!, ...others.map((line) => line.slice(common).trimEnd())];
  return lines.map((line) => breakAfterCommas(line).join('\n      ')).join('\n');
}

const MAX_WIDTH = 120;

const CLAUSES =
  / (?=(?:from|where|group by|order by|limit|(?:left |inner )?join|on conflict|values|returning|set|do update) )/gi;

/** Breaks the line of a statement that a builder made before its clauses and, where that is not enough, after commas. */
function wrap(sql: string): string {
  if (sql.length <= MAX_WIDTH) return sql;
  const lines = sql.replaceAll(CLAUSES, '\n').split('\n');
  return lines.map((line) => breakAfterCommas(line).join('\n  ')).join('\n');
}

function breakAfterCommas(line: string): string[] {
  const parts: string[] = [];
  for (const item of line.split(/(?<=,) /)) {
    const last = parts.at(-1);
    if (last !== undefined && last.length + item.length < MAX_WIDTH)
      parts[parts.length - 1] = `${last} ${item}`;
    else parts.push(item);
  }
  return parts;
}
