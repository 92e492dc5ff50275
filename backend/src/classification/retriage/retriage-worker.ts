import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { PeriodicTask } from '../../common/periodic-task.js';
import { ticketTriaged } from '../../tickets/ticket.events.js';
import { applyAnswer, revertSuggestion, type AppliedSuggestion } from '../triage.repository.js';
import { TextReader } from '../text-analysis/text-reader.js';
import { TriageChain } from '../triage-chain.js';
import type { RetriageTicket } from './retriage-job.js';
import {
  RetriageJobsRepository,
  type RetriageCandidate,
  type RetriageWork,
} from './retriage-jobs.repository.js';

const POLL_SECONDS = 2;

/** Small, so that a pause takes effect soon and little is repeated after a crash. */
const BATCH_SIZE = 50;
/** Tickets per call of the classifier. */
const CALL_SIZE = 10;
/** Milliseconds per round of calls. Shorter than the lease, which is extended after each round. */
const DEADLINE_MS = 10_000;

/**
 * Processes retriage jobs in batches. Each batch is one transaction with the job's cursor. A lease ensures that one
 * process works on a job, and another continues it if that process dies.
 */
@Injectable()
export class RetriageWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RetriageWorker.name);
  private readonly stopping = new AbortController();
  private task: PeriodicTask | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly jobs: RetriageJobsRepository,
    private readonly chain: TriageChain,
    private readonly reader: TextReader,
    private readonly events: EventEmitter2,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(RetriageWorker.name, POLL_SECONDS, () => this.processJobs());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.task?.stop();
  }

  private async processJobs(): Promise<void> {
    const leased = await this.jobs.lease();
    if (!leased) return;
    let step = await this.jobs.findWork(leased.id);
    while (step && !this.stopping.signal.aborted) {
      if (!(await this.processBatch(step))) {
        await this.jobs.finish(step.id, step.state);
        this.logger.log({ runId: step.id, state: step.state }, 'Bulk re-triage step finished');
      }
      step = await this.jobs.findWork(leased.id);
    }
    await this.jobs.release(leased.id);
  }

  /** @returns false if the step has no work left */
  private processBatch(step: RetriageWork): Promise<boolean> {
    return {
      previewing: () => this.previewBatch(step),
      running: () => this.applyBatch(step),
      undoing: () => this.revertBatch(step),
    }[step.state]();
  }

  private async previewBatch({ id, source }: RetriageWork): Promise<boolean> {
    const candidates = await this.jobs.candidates(id, BATCH_SIZE);
    const cursor = candidates.at(-1)?.id;
    if (cursor === undefined) return false;
    const answers: (RetriageTicket['after'] | null)[] = [];
    for (let at = 0; at < candidates.length; at += CALL_SIZE) {
      answers.push(...(await this.ask(source, candidates.slice(at, at + CALL_SIZE))));
      await this.jobs.extendLease(id);
    }
    // Calls aborted by the shutdown are not failures: the batch will be repeated.
    if (this.stopping.signal.aborted) return true;
    const proposals = candidates.flatMap(({ id: ticketId, before }, at) => {
      const after = answers[at];
      const isUnchanged =
        after?.category === before.suggestedCategory &&
        after.priority === before.suggestedPriority &&
        (after.topic?.id ?? null) === (before.suggestedTopicId ?? null);
      return after && !isUnchanged ? [{ ticketId, before, after }] : [];
    });
    await this.dataSource.transaction(async (manager) => {
      await this.jobs.insertProposals(manager, id, proposals);
      await this.jobs.advance(manager, id, {
        cursor,
        seen: candidates.length,
        failed: answers.filter((answer) => answer === null).length,
        costUsd: answers.reduce((sum, answer) => sum + (answer?.costUsd ?? 0), 0),
      });
    });
    return true;
  }

  private async ask(
    source: RetriageWork['source'],
    tickets: RetriageCandidate[],
  ): Promise<(RetriageTicket['after'] | null)[]> {
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(DEADLINE_MS)]);
    const outcomes = await this.chain.askAll(source, tickets, signal);
    return Promise.all(
      outcomes.map(async (outcome, at) => {
        const ticket = tickets[at]!;
        if (!(outcome instanceof Error)) {
          const hostile = await this.reader.isHostile(ticket);
          return { ...outcome, hostile, classifiedAt: new Date().toISOString() };
        }
        this.logger.warn({ err: outcome, ticketId: ticket.id }, 'Bulk re-triage got no answer for a ticket');
        return null;
      }),
    );
  }

  private async applyBatch({ id }: RetriageWork): Promise<boolean> {
    const changes = await this.jobs.findTickets(id, 'proposed', BATCH_SIZE);
    return this.updateTickets(id, changes, async (manager, { ticketId, before, after }) => {
      const { hostile, classifiedAt, ...answer } = after;
      const applied = await applyAnswer(manager, ticketId, answer, {
        hostile,
        mayAutoAccept: false,
        replaces: new Date(before.classifiedAt),
        answeredAt: new Date(classifiedAt),
        retryInSeconds: null,
      });
      return { state: applied ? 'applied' : 'skipped', applied };
    });
  }

  private async revertBatch({ id }: RetriageWork): Promise<boolean> {
    const changes = await this.jobs.findTickets(id, 'applied', BATCH_SIZE);
    return this.updateTickets(id, changes, async (manager, { ticketId, before, after }) => {
      const applied = await revertSuggestion(manager, ticketId, after.classifiedAt, before);
      return { state: applied ? 'undone' : 'skipped', applied };
    });
  }

  private async updateTickets(
    runId: number,
    changes: Omit<RetriageTicket, 'title'>[],
    change: (
      manager: DataSource['manager'],
      ticket: Omit<RetriageTicket, 'title'>,
    ) => Promise<{ state: RetriageTicket['state']; applied: AppliedSuggestion | undefined }>,
  ): Promise<boolean> {
    const cursor = changes.at(-1)?.ticketId;
    if (cursor === undefined) return false;
    const triaged = await this.dataSource.transaction(async (manager) => {
      const triaged: ({ id: number } & AppliedSuggestion)[] = [];
      for (const ticket of changes) {
        const { state, applied } = await change(manager, ticket);
        await this.jobs.setTicketState(manager, runId, ticket.ticketId, state);
        if (applied) triaged.push({ id: ticket.ticketId, ...applied });
      }
      await this.jobs.advance(manager, runId, { cursor });
      return triaged;
    });
    for (const { id, ...applied } of triaged) {
      const event = ticketTriaged(id, applied);
      this.events.emit(event.name, event);
    }
    return true;
  }
}
