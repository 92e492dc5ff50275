import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { DataSource } from 'typeorm';
import { BlobsRepository } from '../blobs/blobs.repository.js';
import { readTriageBacklog, type TriageBacklog } from '../classification/triage-backlog.repository.js';
import { QueueDepth, type JobCounts } from '../messaging/queue-depth.js';
import { DECISIONS, TRIAGE_SOURCES } from '../vocabulary/index.js';
import { BoundedRead } from './bounded-read.js';
import { MetricsRegistry } from './metrics-registry.js';

/**
 * Metrics of the triage backlog and decisions. They describe the whole system, so every API process exports the same
 * values.
 */
@Injectable()
export class BacklogMetrics {
  private readonly jobs: Gauge<'state'>;
  private readonly pending: Gauge;
  private readonly oldestPending: Gauge;
  private readonly decisions: Gauge<'decision' | 'source'>;
  private readonly attachments: Gauge<'state'>;
  private readonly attachmentWork: BoundedRead<{ waiting: number; failing: number }>;
  private readonly queue: BoundedRead<JobCounts>;
  private readonly triage: BoundedRead<TriageBacklog>;

  constructor(registry: MetricsRegistry, dataSource: DataSource, depth: QueueDepth) {
    const registers = [registry];
    this.jobs = new Gauge({
      name: 'ticketiq_queue_jobs',
      help: 'Jobs in the triage queue by state: waiting, active or delayed. Absent while the queue is unavailable.',
      labelNames: ['state'],
      registers,
    });
    this.pending = new Gauge({
      name: 'ticketiq_triage_pending_tickets',
      help: 'Tickets with triage pending. Absent while PostgreSQL is unavailable.',
      registers,
    });
    this.oldestPending = new Gauge({
      name: 'ticketiq_triage_oldest_pending_seconds',
      help: 'Age of the oldest ticket with triage pending in seconds, 0 if there is none. Absent while PostgreSQL is unavailable.',
      registers,
    });
    this.decisions = new Gauge({
      name: 'ticketiq_triage_decided_tickets',
      help: 'Tickets with an accepted or overridden suggestion, by decision and source. Excludes deleted tickets.',
      labelNames: ['decision', 'source'],
      registers,
    });
    this.attachments = new Gauge({
      name: 'ticketiq_attachment_jobs',
      help: 'Attachments whose scan, thumbnail or move to the object store is waiting, and of these the ones that failed before. Absent while PostgreSQL is unavailable.',
      labelNames: ['state'],
      registers,
    });
    const blobs = new BlobsRepository(dataSource);
    this.attachmentWork = new BoundedRead(() => blobs.countWork());
    this.queue = new BoundedRead(() => depth.read());
    this.triage = new BoundedRead(() => readTriageBacklog(dataSource));
  }

  /** Skips unreachable engines: the queue's client would buffer the request until the engine is back. */
  async refresh(reachable: { postgresql: boolean; queue: boolean }): Promise<void> {
    const [jobs, triage, attachments] = await Promise.all([
      reachable.queue ? this.queue.read() : undefined,
      reachable.postgresql ? this.triage.read() : undefined,
      reachable.postgresql ? this.attachmentWork.read() : undefined,
    ]);
    // Removes values that could not be read, since outdated ones would look current.
    this.jobs.reset();
    this.decisions.reset();
    this.attachments.reset();
    this.pending.remove();
    this.oldestPending.remove();
    for (const [state, count] of Object.entries(jobs ?? {})) this.jobs.set({ state }, count as number);
    for (const [state, count] of Object.entries(attachments ?? {})) this.attachments.set({ state }, count);
    if (!triage) return;
    this.pending.set(triage.pending);
    this.oldestPending.set(triage.oldestPendingSeconds);
    for (const decision of DECISIONS) {
      for (const source of TRIAGE_SOURCES) this.decisions.set({ decision, source }, 0);
    }
    for (const { decision, source, tickets } of triage.decisions) {
      this.decisions.set({ decision, source }, tickets);
    }
  }
}
