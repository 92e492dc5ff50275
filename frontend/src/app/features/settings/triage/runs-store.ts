import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { Run, RunDetail, RunInput, RunTicket } from '../../../core/api-types';
import { Problem, toProblem } from '../../../core/problem';
import { TriageApi } from '../../../core/triage-api';
import { isWorking } from './run-words';

const POLL_MS = 2_000;
const PAGE = 20;

/** The runs, the one that is looked at, and its tickets. While one works its progress is read again and again. */
@Injectable()
export class RunsStore {
  private readonly api = inject(TriageApi);
  readonly runs = signal<readonly Run[] | null>(null);
  readonly problem = signal<Problem | null>(null);
  readonly open = signal<RunDetail | null>(null);
  readonly tickets = signal<readonly RunTicket[]>([]);
  readonly nextCursor = signal<string | null>(null);
  private readonly openId = computed(() => this.open()?.id);
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private gone = false;

  constructor() {
    inject(DestroyRef).onDestroy(() => {
      this.gone = true;
      clearTimeout(this.waiting);
    });
  }

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.runs.set(await this.api.runs());
      this.pollWhileWorking();
    } catch (error) {
      this.problem.set(toProblem(error));
    }
  }

  async show(id: number): Promise<void> {
    await this.take(await this.api.run(id));
  }
  hide(): void {
    this.open.set(null);
    this.tickets.set([]);
    this.nextCursor.set(null);
  }
  async more(): Promise<void> {
    const [id, cursor] = [this.openId(), this.nextCursor()];
    if (id === undefined || cursor === null) return;
    const page = await this.api.runTickets(id, { limit: PAGE, cursor });
    if (id !== this.openId()) return;
    const known = new Set(this.tickets().map((each) => each.id));
    this.tickets.update((all) => [...all, ...page.results.filter((each) => !known.has(each.id))]);
    this.nextCursor.set(page.next_cursor);
  }

  async create(input: RunInput): Promise<void> {
    await this.take(await this.api.createRun(input));
  }
  async pause(id: number, paused: boolean): Promise<void> {
    await this.take(await this.api.pauseRun(id, paused));
  }
  async apply(id: number): Promise<void> {
    await this.take(await this.api.applyRun(id));
  }
  async undo(id: number): Promise<void> {
    await this.take(await this.api.undoRun(id));
  }
  async discard(id: number): Promise<void> {
    await this.api.discardRun(id);
    this.runs.update((all) => all?.filter((each) => each.id !== id) ?? null);
    if (this.openId() === id) this.hide();
  }

  /** A run as it now is: in the list, and as the one that is looked at. */
  private async take(run: RunDetail): Promise<void> {
    const isOther = this.openId() !== run.id;
    if (isOther) this.hide();
    this.put(run);
    this.open.set(run);
    this.pollWhileWorking();
    await this.readTickets(run.id);
  }
  private put(run: Run): void {
    const isKnown = this.runs()?.some((each) => each.id === run.id);
    this.runs.update((all) =>
      isKnown ? all!.map((each) => (each.id === run.id ? run : each)) : [run, ...(all ?? [])],
    );
  }
  /** As far as it was read; what it is at changes while the run works. */
  private async readTickets(id: number): Promise<void> {
    const limit = Math.min(100, Math.max(PAGE, this.tickets().length));
    const page = await this.api.runTickets(id, { limit });
    if (id !== this.openId()) return;
    this.tickets.set(page.results);
    this.nextCursor.set(page.next_cursor);
  }

  private pollWhileWorking(): void {
    if (this.gone || !this.runs()?.some(isWorking)) return;
    this.waiting ??= setTimeout(() => void this.poll(), POLL_MS);
  }
  private async poll(): Promise<void> {
    try {
      const runs = await this.api.runs();
      const open = this.runs()?.find((each) => each.id === this.openId());
      this.runs.set(runs);
      if (open && isWorking(open)) {
        const run = await this.api.run(open.id);
        if (run.id === this.openId()) {
          this.open.set(run);
          await this.readTickets(run.id);
        }
      }
    } catch {
      // The next look may be luckier; what was seen last stays.
    } finally {
      this.waiting = undefined;
      this.pollWhileWorking();
    }
  }
}
