import { Injectable } from '@nestjs/common';
import { pageById, readIdCursor } from '../../http/id-cursor.js';
import type { PageQuery } from '../../http/page.dto.js';
import { TriageChain } from '../triage-chain.js';
import { RUN_MOVES, type Run, type RunTicket } from './run.js';
import type { RunDetail, RunInput, RunList, RunTicketPage, RunTicketView, RunView } from './runs.dto.js';
import { RunNotFound, RunNotThere, SourceNotConfigured } from './runs.errors.js';
import { RunsStore } from './runs.store.js';

/** Asking again about many tickets: first only to see what would change, then, on a person's word, for good. */
@Injectable()
export class RunsService {
  constructor(
    private readonly runs: RunsStore,
    private readonly chain: TriageChain,
  ) {}

  /** @throws SourceNotConfigured */
  async create({ source, filter }: RunInput, createdBy: number): Promise<RunDetail> {
    if (!this.chain.answers(source)) throw new SourceNotConfigured(source);
    const { created_after, created_before, ...values } = filter;
    const id = await this.runs.create(createdBy, source, {
      ...values,
      createdAfter: created_after?.toISOString(),
      createdBefore: created_before?.toISOString(),
    });
    return this.get(id);
  }

  async list(): Promise<RunList> {
    return { results: (await this.runs.list()).map(runView) };
  }

  /** @throws RunNotFound */
  async get(id: number): Promise<RunDetail> {
    const run = await this.find(id);
    const { states, moves } = await this.runs.outcome(id);
    return {
      ...runView(run),
      ...states,
      moves: moves.map(({ from, to, n }) => ({ from, to, tickets: n })) as RunDetail['moves'],
    };
  }

  /** @throws RunNotFound */
  async tickets(id: number, { limit, cursor }: PageQuery): Promise<RunTicketPage> {
    await this.find(id);
    const rows = await this.runs.tickets(id, cursor ? readIdCursor(cursor) : 0, limit + 1);
    return pageById(
      rows.map((row) => ({ ...row, id: row.ticketId })),
      limit,
      runTicketView,
    );
  }

  /** @throws RunNotFound, RunNotThere */
  async move(id: number, wish: keyof typeof RUN_MOVES): Promise<RunDetail> {
    const { from, to } = RUN_MOVES[wish];
    const { state } = await this.find(id);
    if (!(await this.runs.move(id, from, to)))
      throw new RunNotThere(wish === 'apply' ? 'applied' : 'undone', state);
    return this.get(id);
  }

  /** @throws RunNotFound, RunNotThere */
  async pause(id: number, paused: boolean): Promise<RunDetail> {
    const { state } = await this.find(id);
    if (!(await this.runs.pause(id, paused))) throw new RunNotThere(paused ? 'paused' : 'resumed', state);
    return this.get(id);
  }

  /** @throws RunNotFound, RunNotThere */
  async discard(id: number): Promise<void> {
    const { state } = await this.find(id);
    if (!(await this.runs.discard(id))) throw new RunNotThere('discarded', state);
  }

  private async find(id: number): Promise<Run> {
    const run = await this.runs.find(id);
    if (!run) throw new RunNotFound(id);
    return run;
  }
}

function runView(run: Run): RunView {
  const { createdAfter, createdBefore, ...values } = run.filter;
  return {
    id: run.id,
    state: run.state,
    paused: run.paused,
    source: run.source,
    filter: {
      ...values,
      ...(createdAfter && { created_after: new Date(createdAfter) }),
      ...(createdBefore && { created_before: new Date(createdBefore) }),
    },
    created_by: run.createdBy,
    created_at: run.createdAt,
    finished_at: run.finishedAt,
    total: run.total,
    seen: run.seen,
    failed: run.failed,
    cost_usd: run.costUsd,
  };
}

function runTicketView({ ticketId, title, state, before, after }: RunTicket): RunTicketView {
  return {
    id: ticketId,
    title,
    state,
    from: { category: before.suggestedCategory, priority: before.suggestedPriority },
    to: { category: after.category, priority: after.priority },
    confidence: after.confidence,
    rationale: after.rationale,
  };
}
