import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, QueryFailedError } from 'typeorm';
import { Settings } from '../config/settings.js';
import {
  applySuggestion,
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
import { ticketTriaged } from '../tickets/ticket.events.js';
import { ClassificationRecord } from './classification-record.entity.js';
import type { DegradedReason } from './classifier.js';
import { TextReader } from './text-analysis/text-reader.js';
import { DEFAULT_CLASSIFICATION, TriageChain, type TriageAnswer } from './triage-chain.js';

/** The longest that a worker waits for the chain: for a ticket alone, and for each that is asked about with it. */
const WORKER_DEADLINE_MS = 25_000;
const WORKER_DEADLINE_PER_TICKET_MS = 1_000;

/** After this long a fallback answers, until the remote model does, and the worker's slot is another ticket's. */
const SLOW_AFTER_MS = 5_000;

/** So many tickets go together when many wait: the instruction is paid once for them, and a lost call costs no more. */
const BATCH_SIZE = 20;

/** A worker that has died keeps its tickets from the others for so long; one that is at work renews its claim in time. */
export const LEASE_SECONDS = 15;
const CLAIM_RENEWAL_MS = 5_000;

/** The remote model's outages are asked about again after this long, so that suggestions improve within a minute of its return. */
const RETRY_SECONDS = 30;

/** An answer that was not valid may have been bad luck; after this long of trying it is taken for the ticket's nature. */
const INVALID_ANSWER_RETRY_MS = 10 * 60_000;

/**
 * After so many attempts that were begun and not finished, a ticket is taken for what ended them: it gets no further one.
 * Those of the process that died with them are tried again alone and one at a time, so that they do not share its fate.
 */
const MAX_UNFINISHED_ATTEMPTS = 2;

/** Pays the triage that a ticket is owed. May run many times for one ticket, also at once: one answer is applied. */
@Injectable()
export class TriageService {
  private readonly logger = new Logger(TriageService.name);
  /** Of this process: the attempt at a ticket that an earlier one may have ended at. */
  private suspectAttempt: Promise<void> = Promise.resolve();
  /** Attempts whose slots are others' by now; no more than there are slots. */
  private readonly lateAttempts = new Set<Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly chain: TriageChain,
    private readonly reader: TextReader,
    private readonly settings: Settings,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Where others wait as well, they are answered in the same call.
   * @param stopSignal aborts when the worker has to stop: a fallback answers, and the remote model improves on it later
   * @param abandoned whether a worker that died had the ticket: then its claim stands in nobody's way
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

  /** When the late attempts have come to an end: soon, once the worker is impatient. */
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

  /** A person has to look: whatever reads the ticket may end again. */
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

  /** A wake-up that the sweeper sent puts a ticket off without anybody being at work on it. */
  private claimOptions(state: ClaimOptions['state']): ClaimOptions {
    const horizonSeconds = state === 'pending' ? this.settings.TRIAGE_SWEEP_SECONDS : 0;
    return { state, horizonSeconds, leaseSeconds: horizonSeconds + LEASE_SECONDS };
  }

  private async claimOthers(first: ClaimedTriage, claim: ClaimOptions): Promise<ClaimedTriage[]> {
    // What has a suggestion waits for the remote model alone. What has none is taken along also for the local one: the
    // wake-ups of a sweep are fewer than a backlog's tickets.
    if (first.state === 'suggested' && !this.chain.remoteAvailable) return [];
    const others = await claimTriageBatch(this.dataSource.manager, BATCH_SIZE - 1, claim);
    return others.filter(({ id }) => id !== first.id);
  }

  /** A fallback has answered already: only the remote model's answer is worth having. */
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

  /** One ticket that can't be stored takes nothing from the others; the job fails all the same, after them. */
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
      const applied = await applySuggestion(manager, ticketId, {
        ...answer,
        hostile,
        // What tries to steer triage is a person's to decide.
        mayAutoAccept: !hostile,
        retryInSeconds: degradedReason && retryInSeconds(degradedReason, new Date()),
      });
      await manager.insert(ClassificationRecord, {
        ...answer,
        evidence: [...answer.evidence],
        ticketId,
        applied: applied !== undefined,
      });
      return applied;
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

/** Whether storing failed by what was to be stored (SQLSTATE classes 22 and 23), as it would again. */
function isTicketError(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as Error & { code?: string };
  return /^2[23]/.test(code ?? '');
}

/** Where asking again would change nothing. */
const FINAL_REASONS: ReadonlySet<DegradedReason> = new Set([
  'not_configured',
  'refused',
  'analysis_timeout',
  'interrupted',
]);

/** Seconds until the remote model is asked again; null where asking again would change nothing. */
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
