/** The queue is full or the wait timed out. */
export class SemaphoreBusy extends Error {}

/** The signal was aborted during the wait. */
export class WaitAborted extends Error {}

export interface SemaphoreOptions {
  limit: number;
  /** Maximum number of waiting callers. Unlimited by default. */
  maxWaiting?: number;
  /** Maximum number of waiting callers per lane. Unlimited by default. */
  maxWaitingPerLane?: number;
}

export interface AcquireOptions {
  /** Timeout of the wait in milliseconds. None by default. */
  waitMs?: number;
  /** Aborts the wait. */
  signal?: AbortSignal;
  /**
   * Queue lane, such as an account or a client's network. Lanes are served in turn, so that a burst delays only its own
   * lane.
   */
  lane?: string;
  /** Whether the lane is preferred. Two of three slots go to preferred lanes while both kinds wait. */
  known?: boolean;
}

/** Limits the preference, so that a known client with constant load does not starve the others. */
const MAX_CONSECUTIVE_KNOWN = 2;

/**
 * Limits concurrency to `limit` holders. Waiting callers are served round-robin by lane, first in, first out within a
 * lane.
 */
export class Semaphore {
  private holders = 0;
  private readonly known = new LaneQueue();
  private readonly others = new LaneQueue();
  private consecutiveKnown = 0;

  constructor(private readonly options: SemaphoreOptions) {}

  get isIdle(): boolean {
    return this.holders === 0 && this.waiting === 0;
  }

  /**
   * Acquires a slot, waiting up to `waitMs` and until the signal is aborted.
   * @returns a function that releases the slot; repeated calls have no effect
   * @throws SemaphoreBusy | WaitAborted
   */
  async acquire(wait: AcquireOptions = {}): Promise<() => void> {
    if (wait.signal?.aborted) throw new WaitAborted();
    if (this.holders < this.options.limit) this.holders += 1;
    else await this.enqueue(wait);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.release();
    };
  }

  private get waiting(): number {
    return this.known.size + this.others.size;
  }

  private enqueue({ waitMs, signal, lane = '', known = false }: AcquireOptions): Promise<void> {
    const { maxWaiting = Infinity, maxWaitingPerLane = Infinity } = this.options;
    const queue = known ? this.known : this.others;
    if (this.waiting >= maxWaiting || queue.sizeOf(lane) >= maxWaitingPerLane) throw new SemaphoreBusy();
    return new Promise((resolve, reject) => {
      const stopWaiting = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
      };
      const enter = (): void => {
        stopWaiting();
        resolve();
      };
      const fail = (error: Error): void => {
        queue.remove(lane, enter);
        stopWaiting();
        reject(error);
      };
      const abort = (): void => fail(new WaitAborted());
      const timer = waitMs === undefined ? undefined : setTimeout(() => fail(new SemaphoreBusy()), waitMs);
      signal?.addEventListener('abort', abort);
      queue.add(lane, enter);
    });
  }

  /** Passes the slot directly to the next caller, so that a new one cannot overtake the queue. */
  private release(): void {
    const isKnownNext =
      this.known.size > 0 && (this.others.size === 0 || this.consecutiveKnown < MAX_CONSECUTIVE_KNOWN);
    this.consecutiveKnown = isKnownNext ? this.consecutiveKnown + 1 : 0;
    const next = (isKnownNext ? this.known : this.others).shift();
    if (next) next();
    else this.holders -= 1;
  }
}

/** Lanes in round-robin order. */
class LaneQueue {
  size = 0;
  private readonly lanes = new Map<string, Set<() => void>>();

  sizeOf(lane: string): number {
    return this.lanes.get(lane)?.size ?? 0;
  }

  add(name: string, enter: () => void): void {
    const lane = this.lanes.get(name) ?? new Set();
    this.lanes.set(name, lane.add(enter));
    this.size += 1;
  }

  remove(name: string, enter: () => void): void {
    const lane = this.lanes.get(name);
    if (!lane?.delete(enter)) return;
    this.size -= 1;
    if (lane.size === 0) this.lanes.delete(name);
  }

  /** Removes the first caller of the next lane and moves the lane to the end. */
  shift(): (() => void) | undefined {
    const [first] = this.lanes;
    if (!first) return undefined;
    const [name, lane] = first;
    const [enter] = lane;
    this.remove(name, enter!);
    if (this.lanes.delete(name)) this.lanes.set(name, lane);
    return enter;
  }
}
