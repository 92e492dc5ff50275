import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, QueryFailedError } from 'typeorm';
import { Settings } from '../config/settings.js';
import {
  applyAnswer,
  claimTriage,
  claimTriageBatch,
  postponeImprovement,
  readPendingTriage,
  releaseClaims,
  renewClaim,
  resumeTriage,
  type ClaimOptions,
  type ClaimedTriage,
  type PendingTriage,
} from './triage.repository.js';
import { assignByRule } from '../tickets/auto-assignment.repository.js';
import { ticketTriaged } from '../tickets/ticket.events.js';
import type { DegradedReason } from './classifier.js';
import { TextReader } from './text-analysis/text-reader.js';
import { DEFAULT_CLASSIFICATION, TriageChain, type TriageAnswer } from './triage-chain.js';

/** Deadline of a worker's attempt, in milliseconds: a base and an addition per ticket of the batch. */
const WORKER_DEADLINE_MS = 25_000;
const WORKER_DEADLINE_PER_TICKET_MS = 1_000;

/** After this time in milliseconds, a fallback's suggestion is stored for now, and the worker slot is released. */
const SLOW_AFTER_MS = 5_000;

/**
 * Tickets per remote call. The instruction is paid once per call, and a failed call affects at most this many
 * tickets.
 */
const BATCH_SIZE = 20;

/**
 * Seconds until another worker may claim the tickets of a worker that has died. A live worker renews its claim
 * earlier.
 */
export const LEASE_SECONDS = 15;
const CLAIM_RENEWAL_MS = 5_000;

/** Seconds until the remote model is asked again after an outage: suggestions improve within a minute of its recovery. */
const RETRY_SECONDS = 30;

/** Invalid answers are retried for this long, in milliseconds. After that, the ticket itself is assumed to cause them. */
const INVALID_ANSWER_RETRY_MS = 10 * 60_000;

/**
 * After this many unfinished attempts, the ticket is assumed to crash its worker and gets no further attempt. Tickets
 * with one unfinished attempt are retried alone and one at a time, so that tickets of the same batch are not
 * affected.
 */
const MAX_UNFINISHED_ATTEMPTS = 2;

/** Triages pending tickets. Safe to run several times for a ticket, also concurrently: only one answer is applied. */
@Injectable()
export class TriageService {
  private readonly logger = new Logger(TriageService.name);
  /** Serializes this process's retries of tickets with an unfinished attempt. */
  private suspectAttempt: Promise<void> = Promise.resolve();
  /** Slow attempts that continue without a worker slot. Limited to WORKER_CONCURRENCY. */
  private readonly lateAttempts = new Set<Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly chain: TriageChain,
    private readonly reader: TextReader,
    private readonly settings: Settings,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Triages a ticket, in one call with other pending tickets if there are any.
   * @param stopSignal aborts on shutdown: a fallback answers, and the remote model improves the suggestion later
   * @param abandoned whether the job's previous worker died, so that its claim is ignored
   */
  async triage(ticketId: number, stopSignal: AbortSignal, { abandoned = false } = {}): Promise<void> {
    const { manager } = this.dataSource;
    const pending = await readPendingTriage(manager, ticketId);
    if (!pending) return this.logger.debug({ ticketId }, 'Triage is no longer pending');
    if (pending.claims >= MAX_UNFINISHED_ATTEMPTS) return this.abandon({ id: ticketId, ...pending });
    if (pending.claims === 0) return this.attempt(ticketId, pending, stopSignal, abandoned);
    const attempt = this.suspectAttempt.then(() => this.attempt(ticketId, pending, stopSignal, abandoned));
    this.suspectAttempt = attempt.catch(() => undefined);
    return attempt;
  }

  private async attempt(
    ticketId: number,
    pending: PendingTriage,
    stopSignal: AbortSignal,
    abandoned: boolean,
  ): Promise<void> {
    const { manager } = this.dataSource;
    const claim = this.claimOptions(pending.state);
    const first =
      pending.state === 'suggested' || abandoned
        ? await resumeTriage(manager, ticketId, pending)
        : await claimTriage(manager, ticketId, claim);
    if (!first) return this.logger.debug({ ticketId }, 'Claimed by another worker');
    const alone = first.claims > 1;
    const tickets = alone ? [first] : [first, ...(await this.claimOthers(first, claim))];
    this.logger.debug({ ticketId, state: pending.state, tickets: tickets.length }, 'Triage started');
    const deadline = WORKER_DEADLINE_MS + WORKER_DEADLINE_PER_TICKET_MS * tickets.length;
    const signal = AbortSignal.any([stopSignal, AbortSignal.timeout(deadline)]);
    const renewal = setInterval(() => this.renew(tickets, claim), CLAIM_RENEWAL_MS);
    const work =
      pending.state === 'suggested' ? this.improve(tickets, signal) : this.classify(tickets, signal);
    return this.releaseSlotWhenSlow(work.finally(() => clearInterval(renewal)));
  }

  /** Waits for the slow attempts. They end soon after their stop signal aborts. */
  async drain(): Promise<void> {
    await Promise.all(this.lateAttempts);
  }

  private async releaseSlotWhenSlow(work: Promise<void>): Promise<void> {
    if (await endsWithin(work, SLOW_AFTER_MS)) return work;
    if (this.lateAttempts.size >= this.settings.WORKER_CONCURRENCY) return work;
    const late = work
      .catch((error: unknown) => this.logger.warn({ err: error }, 'A retried triage failed'))
      .finally(() => this.lateAttempts.delete(late));
    this.lateAttempts.add(late);
  }

  private async classify(tickets: ClaimedTriage[], signal: AbortSignal): Promise<void> {
    const classifying = this.chain.classifyAll(tickets, signal);
    const isSlow = !(await endsWithin(classifying, SLOW_AFTER_MS));
    if (isSlow) {
      await this.forEach(tickets, async (ticket) =>
        this.store(ticket, await this.chain.answerWithFallback(ticket)),
      );
    }
    const answers = await classifying;
    await this.forEach(tickets, async (ticket, i) => {
      const answer = answers[i]!;
      if (!isSlow || answer.degradedReason === null) await this.store(ticket, answer);
    });
  }

  /** Stops automatic attempts and applies the default suggestion: reading the text may crash the worker again. */
  private async abandon(ticket: ClaimedTriage): Promise<void> {
    this.logger.error(
      { ticketId: ticket.id, claims: ticket.claims },
      'Triage attempts did not finish. No further attempt until triage is re-run manually',
    );
    if (ticket.state === 'suggested') return postponeImprovement(this.dataSource.manager, ticket.id, null);
    await this.apply(
      ticket,
      { ...DEFAULT_CLASSIFICATION, degradedReason: 'interrupted', latencyMs: 0 },
      false,
    );
  }

  private renew(tickets: ClaimedTriage[], claim: ClaimOptions): void {
    const ids = tickets.map(({ id }) => id);
    renewClaim(this.dataSource.manager, ids, claim).catch((error: unknown) =>
      this.logger.debug({ err: error }, 'A claim could not be renewed'),
    );
  }

  /** Includes tickets postponed by the sweeper, which are enqueued but not claimed. */
  private claimOptions(state: ClaimOptions['state']): ClaimOptions {
    const horizonSeconds = state === 'pending' ? this.settings.TRIAGE_SWEEP_SECONDS : 0;
    return { state, horizonSeconds, leaseSeconds: horizonSeconds + LEASE_SECONDS };
  }

  private async claimOthers(first: ClaimedTriage, claim: ClaimOptions): Promise<ClaimedTriage[]> {
    // Suggested tickets only need the remote model. Pending tickets are claimed for the local model as well, because
    // a backlog has more tickets than a sweep has jobs.
    if (first.state === 'suggested' && !this.chain.remoteAvailable) return [];
    const batch = await claimTriageBatch(this.dataSource.manager, BATCH_SIZE - 1, claim);
    return batch.filter(({ id }) => id !== first.id);
  }

  /** The tickets have a fallback's suggestion, so only an answer of the remote model is stored. */
  private async improve(tickets: ClaimedTriage[], signal: AbortSignal): Promise<void> {
    const answers = await this.chain.askRemoteAll(tickets, signal);
    await this.forEach(tickets, async (ticket, i) => {
      const { id, classifiedAt } = ticket;
      const answer = answers[i]!;
      if (!(answer instanceof Error)) return this.store(ticket, answer);
      const { reason } = answer;
      this.logger.log(
        { ticketId: id, source: this.chain.remoteSource, degradedReason: reason },
        'The fallback suggestion is kept',
      );
      const seconds = retryInSeconds(reason, classifiedAt ?? new Date());
      return postponeImprovement(this.dataSource.manager, id, seconds);
    });
  }

  /** Processes all tickets even if some fail, then throws the first failure. */
  private async forEach(
    tickets: ClaimedTriage[],
    work: (ticket: ClaimedTriage, i: number) => Promise<void>,
  ): Promise<void> {
    const failures: unknown[] = [];
    const released: number[] = [];
    for (const [i, ticket] of tickets.entries()) {
      await work(ticket, i).catch((error: unknown) => {
        failures.push(error);
        if (!isTicketError(error)) released.push(ticket.id);
      });
    }
    if (released.length > 0) {
      await releaseClaims(this.dataSource.manager, released).catch((error: unknown) =>
        this.logger.debug({ err: error }, 'A claim could not be released'),
      );
    }
    if (failures.length > 0) throw failures[0];
  }

  private async store(ticket: ClaimedTriage, answer: TriageAnswer): Promise<void> {
    await this.apply(ticket, answer, await this.reader.isHostile(ticket));
  }

  private async apply(ticket: ClaimedTriage, answer: TriageAnswer, hostile: boolean): Promise<void> {
    const { id: ticketId } = ticket;
    const { source, latencyMs, degradedReason } = answer;
    const applied = await this.dataSource.transaction(async (manager) => {
      const applied = await applyAnswer(manager, ticketId, answer, {
        hostile,
        // A ticket that tries to manipulate its triage needs an agent's decision.
        mayAutoAccept: !hostile,
        retryInSeconds: degradedReason && retryInSeconds(degradedReason, new Date()),
      });
      if (!applied || !(await assignByRule(manager, ticketId))) return applied;
      const { version, publicVersion } = applied;
      return { ...applied, version: version + 1, publicVersion: publicVersion + 1 };
    });
    this.logger.log(
      { ticketId, source, latencyMs, degradedReason, applied: applied !== undefined },
      'Triaged',
    );
    if (!applied) return;
    const event = ticketTriaged(ticketId, applied);
    this.events.emit(event.name, event);
  }
}

async function endsWithin(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timeout = new AbortController();
  const done = work.then(
    () => true,
    () => true,
  );
  const timedOut = sleep(withinMs, false, { signal: timeout.signal }).catch(() => false);
  return Promise.race([done, timedOut]).finally(() => timeout.abort());
}

/** Whether the ticket's own data caused the failure (SQLSTATE classes 22 and 23), so that a retry fails as well. */
function isTicketError(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as Error & { code?: string };
  return /^2[23]/.test(code ?? '');
}

/** Reasons for which a retry cannot help. */
const FINAL_REASONS: ReadonlySet<DegradedReason> = new Set([
  'not_configured',
  'refused',
  'analysis_timeout',
  'interrupted',
]);

/** Seconds until the remote model is asked again; null if a retry cannot help. */
function retryInSeconds(reason: DegradedReason, classifiedAt: Date): number | null {
  if (FINAL_REASONS.has(reason)) return null;
  if (reason === 'invalid_answer' && Date.now() - classifiedAt.getTime() > INVALID_ANSWER_RETRY_MS)
    return null;
  if (reason === 'budget_spent') return secondsUntilMidnightUtc();
  return RETRY_SECONDS;
}

function secondsUntilMidnightUtc(now = new Date()): number {
  return Math.ceil((new Date(now).setUTCHours(24, 0, 0, 0) - now.getTime()) / 1000);
}
