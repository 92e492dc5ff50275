import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { RetriageJob, RetriageJobDetail, RetriageJobInput, RetriageJobTicket } from '../../../core/api-types';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { TriageApi } from '../../../core/triage-api';
import { isActive } from './retriage-labels';

const POLL_INTERVAL_MS = 2_000;
const PAGE_SIZE = 20;

/** Re-triage jobs, the open job and its tickets. The progress of a running job is polled. */
@Injectable()
export class RetriageStore {
  private readonly api = inject(TriageApi);
  readonly jobs = signal<readonly RetriageJob[] | null>(null);
  readonly problem = signal<ApiProblem | null>(null);
  readonly openJob = signal<RetriageJobDetail | null>(null);
  readonly tickets = signal<readonly RetriageJobTicket[]>([]);
  readonly nextCursor = signal<string | null>(null);
  private readonly openJobId = computed(() => this.openJob()?.id);
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private destroyed = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.destroyed = true;
      clearTimeout(this.pollTimer);
    });
  }

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.jobs.set(await this.api.listJobs());
      this.schedulePoll();
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }

  async show(id: number): Promise<void> {
    await this.setOpenJob(await this.api.getJob(id));
  }
  hide(): void {
    this.openJob.set(null);
    this.tickets.set([]);
    this.nextCursor.set(null);
  }
  async loadMore(): Promise<void> {
    const [id, cursor] = [this.openJobId(), this.nextCursor()];
    if (id === undefined || cursor === null) return;
    const page = await this.api.listJobTickets(id, { limit: PAGE_SIZE, cursor });
    if (id !== this.openJobId()) return;
    const knownIds = new Set(this.tickets().map((ticket) => ticket.id));
    this.tickets.update((all) => [...all, ...page.results.filter((ticket) => !knownIds.has(ticket.id))]);
    this.nextCursor.set(page.next_cursor);
  }

  async create(input: RetriageJobInput): Promise<void> {
    await this.setOpenJob(await this.api.createJob(input));
  }
  async pause(id: number, paused: boolean): Promise<void> {
    await this.setOpenJob(await this.api.pauseJob(id, paused));
  }
  async apply(id: number): Promise<void> {
    await this.setOpenJob(await this.api.applyJob(id));
  }
  async undo(id: number): Promise<void> {
    await this.setOpenJob(await this.api.undoJob(id));
  }
  async discard(id: number): Promise<void> {
    await this.api.discardJob(id);
    this.jobs.update((all) => all?.filter((job) => job.id !== id) ?? null);
    if (this.openJobId() === id) this.hide();
  }

  /** Updates the list and the open job. */
  private async setOpenJob(job: RetriageJobDetail): Promise<void> {
    const isOther = this.openJobId() !== job.id;
    if (isOther) this.hide();
    this.upsert(job);
    this.openJob.set(job);
    this.schedulePoll();
    await this.loadTickets(job.id);
  }
  private upsert(job: RetriageJob): void {
    const isKnown = this.jobs()?.some((existing) => existing.id === job.id);
    this.jobs.update((all) =>
      isKnown ? all!.map((existing) => (existing.id === job.id ? job : existing)) : [job, ...(all ?? [])],
    );
  }
  /** Reloads the loaded tickets, whose states change while the job runs. */
  private async loadTickets(id: number): Promise<void> {
    const limit = Math.min(100, Math.max(PAGE_SIZE, this.tickets().length));
    const page = await this.api.listJobTickets(id, { limit });
    if (id !== this.openJobId()) return;
    this.tickets.set(page.results);
    this.nextCursor.set(page.next_cursor);
  }

  private schedulePoll(): void {
    if (this.destroyed || !this.jobs()?.some(isActive)) return;
    this.pollTimer ??= setTimeout(() => void this.poll(), POLL_INTERVAL_MS);
  }
  private async poll(): Promise<void> {
    try {
      const jobs = await this.api.listJobs();
      const open = this.jobs()?.find((job) => job.id === this.openJobId());
      this.jobs.set(jobs);
      if (open && isActive(open)) {
        const job = await this.api.getJob(open.id);
        if (job.id === this.openJobId()) {
          this.openJob.set(job);
          await this.loadTickets(job.id);
        }
      }
    } catch {
      // Errors are ignored: the last state stays visible until the next poll.
    } finally {
      this.pollTimer = undefined;
      this.schedulePoll();
    }
  }
}
