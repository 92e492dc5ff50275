/** The queue is full, or the turn did not come in time. */
export class SemaphoreBusy extends Error {}

/** The signal was aborted before the turn came. */
export class WaitAborted extends Error {}

export interface SemaphoreOptions {
  limit: number;
  /** How many may wait; unlimited where it is left out. */
  maxWaiting?: number;
  /** How many of them may wait in one lane. */
  maxWaitingPerLane?: number;
}

export interface AcquireOptions {
  /** Unlimited where it is left out. */
  waitMs?: number;
  /** Ends the wait when it is aborted. */
  signal?: AbortSignal;
  /** Lanes take turns, so that one client's flood queues behind itself: an account, or a client's network. */
  lane?: string;
  /** Served before the other lanes, except every third time. */
  known?: boolean;
}

/** Otherwise one known client, who asks all the time, would keep all others out. */
const MAX_CONSECUTIVE_KNOWN = 2;

/** Lets `limit` holders in at once, the others by lane and within a lane in the order in which they came. */
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
   * Waits at most `waitMs` where it is given, and no longer than until the signal is aborted.
   * @returns what gives the place to the next; calls after the first do nothing
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

  /** The place goes from hand to hand, so that nobody who comes just now overtakes the queue. */
  private release(): void {
    const isKnownNext =
      this.known.size > 0 && (this.others.size === 0 || this.consecutiveKnown < MAX_CONSECUTIVE_KNOWN);
    this.consecutiveKnown = isKnownNext ? this.consecutiveKnown + 1 : 0;
    const next = (isKnownNext ? this.known : this.others).shift();
    if (next) next();
    else this.holders -= 1;
  }
}

/** Lanes in the order of their next turns. */
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

  /** The first of the lane whose turn it is, which then goes to the end of the round. */
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
