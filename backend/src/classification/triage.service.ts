import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, QueryFailedError } from 'typeorm';
import { Settings } from '../config/settings.js';
import {
  applySuggestion,
  claimTriage,
  claimTriageWaiting,
  postponeImprovement,
  readOwedTriage,
  releaseClaims,
  renewClaim,
  resumeTriage,
  type Claim,
  type ClaimedTriage,
  type OwedTriage,
} from '../tickets/ticket-suggestion.js';
import { ticketTriaged } from '../tickets/ticket.events.js';
import { ClassificationRecord } from './classification-record.entity.js';
import type { DegradedReason } from './classifier.js';
import { TextReader } from './text-analysis/text-reader.js';
import { LAST_RESORT, TriageChain, type TriageAnswer } from './triage-chain.js';

/** The longest that a worker waits for the chain: for a ticket alone, and for each that is asked about with it. */
const WORKER_DEADLINE_MS = 25_000;
const WORKER_DEADLINE_EACH_MS = 1_000;

/** After this long a fallback answers, until the remote model does, and the worker's slot is another ticket's. */
const SLOW_MS = 5_000;

/** So many tickets go together when many wait: the instruction is paid once for them, and a lost call costs no more. */
const TOGETHER = 20;

/** A worker that has died keeps its tickets from the others for so long; one that is at work renews its claim in time. */
export const WORK_LEASE_SECONDS = 15;
const RENEW_CLAIM_MS = 5_000;

/** The remote model's outages are asked about again after this long, so that suggestions improve within a minute of its return. */
const ASK_AGAIN_SECONDS = 30;

/** An answer that was not valid may have been bad luck; after this long of trying it is taken for the ticket's nature. */
const INVALID_ANSWER_PATIENCE_MS = 10 * 60_000;

/**
 * After so many attempts that were begun and not finished, a ticket is taken for what ended them: it gets no further one.
 * Those of the process that died with them are tried again alone and one at a time, so that they do not share its fate.
 */
const MOST_UNFINISHED = 2;

/** Pays the triage that a ticket is owed. May run many times for one ticket, also at once: one answer is applied. */
@Injectable()
export class TriageService {
  private readonly logger = new Logger(TriageService.name);
  /** Of this process: the attempt at a ticket that an earlier one may have ended at. */
  private suspect: Promise<void> = Promise.resolve();
  /** Attempts whose slots are others' by now; no more than there are slots. */
  private readonly late = new Set<Promise<void>>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly chain: TriageChain,
    private readonly reader: TextReader,
    private readonly settings: Settings,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Where others wait as well, they are answered in the same call.
   * @param impatience aborts when the worker has to stop: a fallback answers, and the remote model improves on it later
   * @param abandoned whether a worker that died had the ticket: then its claim stands in nobody's way
   */
  async triage(ticketId: number, impatience: AbortSignal, { abandoned = false } = {}): Promise<void> {
    const { manager } = this.dataSource;
    const owed = await readOwedTriage(manager, ticketId);
    if (!owed) return this.logger.debug({ ticketId }, 'Triage is no longer pending');
    if (owed.claims >= MOST_UNFINISHED) return this.giveUp({ id: ticketId, ...owed });
    if (owed.claims === 0) return this.attempt(ticketId, owed, impatience, abandoned);
    const attempt = this.suspect.then(() => this.attempt(ticketId, owed, impatience, abandoned));
    this.suspect = attempt.catch(() => undefined);
    return attempt;
  }

  private async attempt(
    ticketId: number,
    owed: OwedTriage,
    impatience: AbortSignal,
    abandoned: boolean,
  ): Promise<void> {
    const { manager } = this.dataSource;
    const claim = this.claimOf(owed.state);
    const first =
      owed.state === 'suggested' || abandoned
        ? await resumeTriage(manager, ticketId, owed)
        : await claimTriage(manager, ticketId, claim);
    if (!first) return this.logger.debug({ ticketId }, 'Claimed by another worker');
    const alone = first.claims > 1;
    const tickets = alone ? [first] : [first, ...(await this.othersWaiting(first, claim))];
    this.logger.debug({ ticketId, state: owed.state, tickets: tickets.length }, 'Triage started');
    const deadline = WORKER_DEADLINE_MS + WORKER_DEADLINE_EACH_MS * tickets.length;
    const signal = AbortSignal.any([impatience, AbortSignal.timeout(deadline)]);
    const renewal = setInterval(() => this.renew(tickets, claim), RENEW_CLAIM_MS);
    const work = owed.state === 'suggested' ? this.improve(tickets, signal) : this.answer(tickets, signal);
    return this.untilSlow(work.finally(() => clearInterval(renewal)));
  }

  /** When the late attempts have come to an end: soon, once the worker is impatient. */
  async finished(): Promise<void> {
    await Promise.all(this.late);
  }

  private async untilSlow(work: Promise<void>): Promise<void> {
    if (await isDone(work, SLOW_MS)) return work;
    if (this.late.size >= this.settings.WORKER_CONCURRENCY) return work;
    const late = work
      .catch((error: unknown) => this.logger.warn({ err: error }, 'A retried triage failed'))
      .finally(() => this.late.delete(late));
    this.late.add(late);
  }

  private async answer(tickets: ClaimedTriage[], signal: AbortSignal): Promise<void> {
    const asked = this.chain.classifyAll(tickets, signal);
    const isSlow = !(await isDone(asked, SLOW_MS));
    if (isSlow) {
      await this.forEach(tickets, async (ticket) =>
        this.store(ticket, await this.chain.answerMeanwhile(ticket)),
      );
    }
    const answers = await asked;
    await this.forEach(tickets, async (ticket, i) => {
      const answer = answers[i]!;
      if (!isSlow || answer.degradedReason === null) await this.store(ticket, answer);
    });
  }

  /** A person has to look: whatever reads the ticket may end again. */
  private async giveUp(ticket: ClaimedTriage): Promise<void> {
    this.logger.error(
      { ticketId: ticket.id, claims: ticket.claims },
      'Triage attempts did not finish. No further attempt until triage is re-run manually',
    );
    if (ticket.state === 'suggested') return postponeImprovement(this.dataSource.manager, ticket.id, null);
    await this.apply(ticket, { ...LAST_RESORT, degradedReason: 'interrupted', latencyMs: 0 }, false);
  }

  private renew(tickets: ClaimedTriage[], claim: Claim): void {
    const ids = tickets.map(({ id }) => id);
    renewClaim(this.dataSource.manager, ids, claim).catch((error: unknown) =>
      this.logger.debug({ err: error }, 'A claim could not be renewed'),
    );
  }

  /** A wake-up that the sweeper sent puts a ticket off without anybody being at work on it. */
  private claimOf(state: Claim['state']): Claim {
    const horizonSeconds = state === 'pending' ? this.settings.TRIAGE_SWEEP_SECONDS : 0;
    return { state, horizonSeconds, leaseSeconds: horizonSeconds + WORK_LEASE_SECONDS };
  }

  private async othersWaiting(first: ClaimedTriage, claim: Claim): Promise<ClaimedTriage[]> {
    // What has a suggestion waits for the remote model alone. What has none is taken along also for the local one: the
    // wake-ups of a sweep are fewer than a backlog's tickets.
    if (first.state === 'suggested' && !this.chain.remoteAvailable) return [];
    const others = await claimTriageWaiting(this.dataSource.manager, TOGETHER - 1, claim);
    return others.filter(({ id }) => id !== first.id);
  }

  /** A fallback has answered already: only the remote model's answer is worth having. */
  private async improve(tickets: ClaimedTriage[], signal: AbortSignal): Promise<void> {
    const answers = await this.chain.askRemoteForAll(tickets, signal);
    await this.forEach(tickets, async (ticket, i) => {
      const { id, classifiedAt } = ticket;
      const answer = answers[i]!;
      if (!(answer instanceof Error)) return this.store(ticket, answer);
      const { reason } = answer;
      this.logger.log(
        { ticketId: id, source: this.chain.remoteSource, degradedReason: reason },
        'The fallback suggestion is kept',
      );
      const seconds = askAgainIn(reason, classifiedAt ?? new Date());
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
        if (!isTheTickets(error)) released.push(ticket.id);
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
        maySettle: !hostile,
        askAgainIn: degradedReason && askAgainIn(degradedReason, new Date()),
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

async function isDone(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  const patience = new AbortController();
  const done = work.then(
    () => true,
    () => true,
  );
  const waited = sleep(withinMs, false, { signal: patience.signal }).catch(() => false);
  return Promise.race([done, waited]).finally(() => patience.abort());
}

/** Whether storing failed by what was to be stored (SQLSTATE classes 22 and 23), as it would again. */
function isTheTickets(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const { code } = error.driverError as Error & { code?: string };
  return /^2[23]/.test(code ?? '');
}

/** Where asking again would change nothing. */
const FINAL: ReadonlySet<DegradedReason> = new Set([
  'not_configured',
  'refused',
  'analysis_timeout',
  'interrupted',
]);

/** Seconds until the remote model is asked again; null where asking again would change nothing. */
function askAgainIn(reason: DegradedReason, classifiedAt: Date): number | null {
  if (FINAL.has(reason)) return null;
  if (reason === 'invalid_answer' && Date.now() - classifiedAt.getTime() > INVALID_ANSWER_PATIENCE_MS)
    return null;
  if (reason === 'budget_spent') return untilMidnightUtc();
  return ASK_AGAIN_SECONDS;
}

function untilMidnightUtc(now = new Date()): number {
  return Math.ceil((new Date(now).setUTCHours(24, 0, 0, 0) - now.getTime()) / 1000);
}
