import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { PeriodicTask } from '../../periodic-task.js';
import { ticketTriaged } from '../../tickets/ticket.events.js';
import {
  applySuggestion,
  putBackSuggestion,
  type AppliedSuggestion,
} from '../../tickets/ticket-suggestion.js';
import { TextReader } from '../text-analysis/text-reader.js';
import { ClassificationRecord } from '../classification-record.entity.js';
import { TriageChain } from '../triage-chain.js';
import type { RunTicket } from './run.js';
import { RunsStore, type Candidate, type Work } from './runs.store.js';

const LOOK_EVERY_SECONDS = 2;

/** Small, so that a pause is heeded soon and a crash repeats little. */
const BATCH = 50;
const ASKED_TOGETHER = 10;
/** Shorter than the lease, which is renewed after each round of questions. */
const DEADLINE_MS = 10_000;

/**
 * Does the work of runs, batch by batch. Each batch is one transaction with the run's cursor; of several processes one
 * has a run, and another takes it over when that one dies.
 */
@Injectable()
export class RunWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(RunWorker.name);
  private readonly stopping = new AbortController();
  private task: PeriodicTask | undefined;

  constructor(
    private readonly dataSource: DataSource,
    private readonly runs: RunsStore,
    private readonly chain: TriageChain,
    private readonly reader: TextReader,
    private readonly events: EventEmitter2,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(RunWorker.name, LOOK_EVERY_SECONDS, () => this.workOff());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.task?.stop();
  }

  private async workOff(): Promise<void> {
    const leased = await this.runs.lease();
    if (!leased) return;
    let work = await this.runs.work(leased.id);
    while (work && !this.stopping.signal.aborted) {
      if (!(await this.batch(work))) {
        await this.runs.finish(work.id, work.state);
        this.logger.log({ runId: work.id, state: work.state }, 'Bulk re-triage step finished');
      }
      work = await this.runs.work(leased.id);
    }
    await this.runs.release(leased.id);
  }

  /** @returns false where nothing was left to do */
  private batch(work: Work): Promise<boolean> {
    return {
      previewing: () => this.preview(work),
      running: () => this.apply(work),
      undoing: () => this.undo(work),
    }[work.state]();
  }

  private async preview({ id, source }: Work): Promise<boolean> {
    const candidates = await this.runs.candidates(id, BATCH);
    const cursor = candidates.at(-1)?.id;
    if (cursor === undefined) return false;
    const answers: (RunTicket['after'] | null)[] = [];
    for (let at = 0; at < candidates.length; at += ASKED_TOGETHER) {
      answers.push(...(await this.ask(source, candidates.slice(at, at + ASKED_TOGETHER))));
      await this.runs.hold(id);
    }
    // What was cut off by the stop is not a failure: the batch is done again.
    if (this.stopping.signal.aborted) return true;
    const proposals = candidates.flatMap(({ id: ticketId, before }, at) => {
      const after = answers[at];
      const same =
        after?.category === before.suggestedCategory && after.priority === before.suggestedPriority;
      return after && !same ? [{ ticketId, before, after }] : [];
    });
    await this.dataSource.transaction(async (manager) => {
      await this.runs.propose(manager, id, proposals);
      await this.runs.advance(manager, id, {
        cursor,
        seen: candidates.length,
        failed: answers.filter((answer) => answer === null).length,
        costUsd: answers.reduce((sum, answer) => sum + (answer?.costUsd ?? 0), 0),
      });
    });
    return true;
  }

  private async ask(source: Work['source'], tickets: Candidate[]): Promise<(RunTicket['after'] | null)[]> {
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

  private async apply({ id }: Work): Promise<boolean> {
    const changes = await this.runs.changes(id, 'proposed', BATCH);
    return this.each(id, changes, async (manager, { ticketId, before, after }) => {
      const applied = await applySuggestion(manager, ticketId, {
        ...after,
        maySettle: false,
        inPlaceOf: new Date(before.classifiedAt),
        madeAt: new Date(after.classifiedAt),
        askAgainIn: null,
      });
      if (applied) {
        const { hostile: _, classifiedAt, ...answer } = after;
        await manager.insert(ClassificationRecord, {
          ...answer,
          evidence: [...answer.evidence],
          ticketId,
          applied: true,
          createdAt: new Date(classifiedAt),
        });
      }
      return { state: applied ? 'applied' : 'skipped', applied };
    });
  }

  private async undo({ id }: Work): Promise<boolean> {
    const changes = await this.runs.changes(id, 'applied', BATCH);
    return this.each(id, changes, async (manager, { ticketId, before, after }) => {
      const applied = await putBackSuggestion(manager, ticketId, after.classifiedAt, before);
      return { state: applied ? 'undone' : 'skipped', applied };
    });
  }

  private async each(
    runId: number,
    changes: RunTicket[],
    change: (
      manager: DataSource['manager'],
      ticket: RunTicket,
    ) => Promise<{ state: RunTicket['state']; applied: AppliedSuggestion | undefined }>,
  ): Promise<boolean> {
    const cursor = changes.at(-1)?.ticketId;
    if (cursor === undefined) return false;
    const triaged = await this.dataSource.transaction(async (manager) => {
      const triaged: ({ id: number } & AppliedSuggestion)[] = [];
      for (const ticket of changes) {
        const { state, applied } = await change(manager, ticket);
        await this.runs.mark(manager, runId, ticket.ticketId, state);
        if (applied) triaged.push({ id: ticket.ticketId, ...applied });
      }
      await this.runs.advance(manager, runId, { cursor });
      return triaged;
    });
    for (const { id, ...applied } of triaged) {
      const event = ticketTriaged(id, applied);
      this.events.emit(event.name, event);
    }
    return true;
  }
}
