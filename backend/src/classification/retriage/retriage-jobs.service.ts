import { Injectable } from '@nestjs/common';
import { pageById, decodeIdCursor } from '../../http/id-cursor.js';
import type { PageQuery } from '../../http/dto/page.dto.js';
import { TriageChain } from '../triage-chain.js';
import { TRANSITIONS, type RetriageJob, type RetriageTicket } from './retriage-job.js';
import type { RunDetail, RunInput, RunList, RunTicketPage, RunTicketView, RunView } from './dto/runs.dto.js';
import { RetriageJobNotFound, RetriageJobWrongState, SourceNotConfigured } from './retriage.errors.js';
import { RetriageJobsRepository } from './retriage-jobs.repository.js';

/** Bulk retriage with another source: a preview of the changes first, then applied on request. */
@Injectable()
export class RetriageJobsService {
  constructor(
    private readonly jobs: RetriageJobsRepository,
    private readonly chain: TriageChain,
  ) {}

  /** @throws SourceNotConfigured */
  async create({ source, filter }: RunInput, createdBy: number): Promise<RunDetail> {
    if (!this.chain.canAnswer(source)) throw new SourceNotConfigured(source);
    const { created_after, created_before, ...values } = filter;
    const id = await this.jobs.create(createdBy, source, {
      ...values,
      createdAfter: created_after?.toISOString(),
      createdBefore: created_before?.toISOString(),
    });
    return this.get(id);
  }

  async list(): Promise<RunList> {
    return { results: (await this.jobs.list()).map(toRunView) };
  }

  /** @throws RetriageJobNotFound */
  async get(id: number): Promise<RunDetail> {
    const run = await this.find(id);
    const { states, moves } = await this.jobs.summarize(id);
    return {
      ...toRunView(run),
      ...states,
      moves: moves.map(({ from, to, n }) => ({ from, to, tickets: n })) as RunDetail['moves'],
    };
  }

  /** @throws RetriageJobNotFound */
  async tickets(id: number, { limit, cursor }: PageQuery): Promise<RunTicketPage> {
    await this.find(id);
    const rows = await this.jobs.tickets(id, cursor ? decodeIdCursor(cursor) : 0, limit + 1);
    return pageById(
      rows.map((row) => ({ ...row, id: row.ticketId })),
      limit,
      toRunTicketView,
    );
  }

  /** @throws RetriageJobNotFound, RetriageJobWrongState */
  async transition(id: number, action: keyof typeof TRANSITIONS): Promise<RunDetail> {
    const { from, to } = TRANSITIONS[action];
    const { state } = await this.find(id);
    if (!(await this.jobs.transition(id, from, to)))
      throw new RetriageJobWrongState(action === 'apply' ? 'applied' : 'undone', state);
    return this.get(id);
  }

  /** @throws RetriageJobNotFound, RetriageJobWrongState */
  async pause(id: number, paused: boolean): Promise<RunDetail> {
    const { state } = await this.find(id);
    if (!(await this.jobs.pause(id, paused)))
      throw new RetriageJobWrongState(paused ? 'paused' : 'resumed', state);
    return this.get(id);
  }

  /** @throws RetriageJobNotFound, RetriageJobWrongState */
  async discard(id: number): Promise<void> {
    const { state } = await this.find(id);
    if (!(await this.jobs.discard(id))) throw new RetriageJobWrongState('discarded', state);
  }

  private async find(id: number): Promise<RetriageJob> {
    const run = await this.jobs.find(id);
    if (!run) throw new RetriageJobNotFound(id);
    return run;
  }
}

function toRunView(run: RetriageJob): RunView {
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

function toRunTicketView({ ticketId, title, state, before, after }: RetriageTicket): RunTicketView {
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
