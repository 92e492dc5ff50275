import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** With the processor time that the thread has used so far, from which the next task's is measured. */
export type ThreadReply = { cpuMicros: number } & (
  { ready: true } | { answer: unknown } | { error: unknown }
);

/** A text took longer than it may, or ended the thread that read it. */
export class AnalysisAborted extends Error {}

interface ThreadTask {
  message: unknown;
  resolve: (answer: never) => void;
  reject: (error: unknown) => void;
}

/** What a text may take: processor time of the thread, so that a busy machine is not held against it. */
const CPU_BUDGET_MS = 250;
/** In all, also on a machine that gives the thread hardly any time. */
const MAX_MS = 1000;
const MEMORY_MB = 256;

/**
 * A thread that does one task at a time, each within a time limit: what exceeds it is aborted with the thread, and
 * another thread takes its place. So no text can hold up the process.
 */
export class AnalysisThread {
  private worker: Worker | undefined;
  private ready = false;
  private current: ThreadTask | undefined;
  private readonly waiting: ThreadTask[] = [];
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  /** Microseconds of the thread's processor time at the end of its last task. */
  private cpuMicrosBefore = 0;

  /**
   * @param script posts a {@link ThreadReply} when it is ready, and one to each task
   * @param initialMessage what the script starts with; read anew for each thread
   */
  constructor(
    private readonly script: URL,
    private readonly initialMessage: () => unknown = () => null,
    private readonly budgetMs = CPU_BUDGET_MS,
    private readonly maxMs = MAX_MS,
  ) {}

  /** @throws AnalysisAborted where it took too long */
  run<T>(message: unknown): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.closed) return reject(new AnalysisAborted('The service stops'));
      this.waiting.push({ message, resolve, reject });
      this.next();
    });
  }

  /** Not answered, and in the order of the tasks. A thread that is yet to start begins with what is current then. */
  notify(message: unknown): void {
    this.worker?.postMessage(message);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.worker?.terminate();
  }

  private next(): void {
    if (this.current || this.waiting.length === 0) return;
    const worker = (this.worker ??= this.start());
    if (!this.ready) return;
    this.current = this.waiting.shift()!;
    worker.postMessage(this.current.message);
    this.watch(worker, this.current, performance.now(), this.budgetMs);
  }

  /** Looks when the budget could be used up, and again as long as it is not. */
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

  /** Processor time since the last task's end; infinite where the thread does not even say that. */
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
    // The thread alone is no reason for the process to go on.
    worker.unref();
    worker.on('message', (reply: ThreadReply) => {
      if (worker !== this.worker) return;
      clearTimeout(this.timer);
      this.cpuMicrosBefore = reply.cpuMicros;
      if ('ready' in reply) this.ready = true;
      else {
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

  /** Fails the task in hand, and starts anew for those that wait. A thread that never got ready fails them all. */
  private abandon(worker: Worker, error: Error): void {
    if (worker !== this.worker) return;
    const started = this.ready;
    clearTimeout(this.timer);
    this.worker = undefined;
    this.ready = false;
    void worker.terminate();
    const failed = started ? [] : this.waiting.splice(0);
    if (this.current) failed.push(this.current);
    this.current = undefined;
    for (const task of failed) task.reject(error);
    if (!this.closed) this.next();
  }
}
