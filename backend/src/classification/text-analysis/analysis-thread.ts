import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** Includes the CPU time that the thread has used so far, to measure the next task. */
export type ThreadReply = { cpuMicros: number } & (
  { ready: true } | { answer: unknown } | { error: unknown }
);

/** Analyzing a text took too long or ended its thread. */
export class AnalysisAborted extends Error {}

interface ThreadTask {
  message: unknown;
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/** Limit of a task in milliseconds of CPU time, so that a busy machine does not cause aborts. */
const CPU_BUDGET_MS = 250;
/** Limit in milliseconds of real time, for machines that give the thread little CPU time. */
const MAX_MS = 1000;
const MEMORY_MB = 256;

/**
 * Runs one task at a time in a thread with a time limit. A task that exceeds it is aborted together with the thread,
 * and a new thread runs the next tasks. No text can therefore block the process.
 */
export class AnalysisThread {
  private worker: Worker | undefined;
  /** Whether the thread has been ready once. */
  private started = false;
  /** Pending ready replies of the thread. Tasks wait for them, so that loading is not part of their time. */
  private loading = 0;
  private current: ThreadTask | undefined;
  private readonly waiting: ThreadTask[] = [];
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  /** CPU time of the thread at the end of its last task, in microseconds. */
  private cpuMicrosBefore = 0;

  /**
   * @param script posts a {@link ThreadReply} when it is ready, and one per task
   * @param initialMessage data for a new thread, evaluated for each thread
   */
  constructor(
    private readonly script: URL,
    private readonly initialMessage: () => unknown = () => null,
    private readonly budgetMs = CPU_BUDGET_MS,
    private readonly maxMs = MAX_MS,
  ) {}

  /** @throws AnalysisAborted if it took too long */
  run<T>(message: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.closed) return reject(new AnalysisAborted('The service stops'));
      this.waiting.push({ message, resolve, reject });
      this.next();
    });
  }

  /**
   * Posts a message that the thread replies to when it is ready again. A new thread starts with the current
   * `initialMessage` instead.
   */
  load(message: unknown): void {
    if (!this.worker) return;
    this.loading += 1;
    this.worker.postMessage(message);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.worker?.terminate();
  }

  private next(): void {
    if (this.current || this.waiting.length === 0) return;
    const worker = (this.worker ??= this.start());
    if (this.loading > 0) return;
    this.current = this.waiting.shift()!;
    worker.postMessage(this.current.message);
    this.watch(worker, this.current, performance.now(), this.budgetMs);
  }

  /** Checks the CPU time when the budget may be used up, and again until it is. */
  private watch(worker: Worker, task: ThreadTask, started: number, inMs: number): void {
    this.timer = setTimeout(() => {
      void this.cpuTimeUsed(worker, this.maxMs - (performance.now() - started)).then((usedMs) => {
        if (this.current !== task) return;
        const left = Math.min(this.budgetMs - usedMs, this.maxMs - (performance.now() - started));
        if (left > 0) this.watch(worker, task, started, Math.max(5, left));
        else this.abandon(worker, new AnalysisAborted('The text took too long to read'));
      });
    }, inMs).unref();
  }

  /** CPU time since the end of the last task; infinite if the thread does not respond. */
  private async cpuTimeUsed(worker: Worker, withinMs: number): Promise<number> {
    const usage = worker.cpuUsage().then(
      ({ user, system }) => user + system - this.cpuMicrosBefore,
      () => Infinity,
    );
    const used = await Promise.race([usage, delay(Math.max(0, withinMs), Infinity, { ref: false })]);
    return used / 1000;
  }

  private start(): Worker {
    const worker = new Worker(this.script, {
      workerData: this.initialMessage(),
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    this.loading = 1;
    // The thread must not keep the process running.
    worker.unref();
    worker.on('message', (reply: ThreadReply) => {
      if (worker !== this.worker) return;
      clearTimeout(this.timer);
      this.cpuMicrosBefore = reply.cpuMicros;
      if ('ready' in reply) {
        this.started = true;
        this.loading -= 1;
      } else {
        const task = this.current;
        this.current = undefined;
        if ('answer' in reply) task?.resolve(reply.answer as never);
        else task?.reject(reply.error);
      }
      this.next();
    });
    worker.on('error', (error: Error) => this.abandon(worker, error));
    worker.on('exit', () => this.abandon(worker, new AnalysisAborted('The thread ended')));
    return worker;
  }

  /** Rejects the current task and starts a thread for the waiting ones. If the thread never became ready, rejects all. */
  private abandon(worker: Worker, error: Error): void {
    if (worker !== this.worker) return;
    const { started } = this;
    clearTimeout(this.timer);
    this.worker = undefined;
    this.started = false;
    this.loading = 0;
    void worker.terminate();
    const failed = started ? [] : this.waiting.splice(0);
    if (this.current) failed.push(this.current);
    this.current = undefined;
    for (const task of failed) task.reject(error);
    if (!this.closed) this.next();
  }
}
