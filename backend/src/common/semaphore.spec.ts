import { describe, expect, it } from 'vitest';
import { Semaphore, SemaphoreBusy, WaitAborted } from './semaphore.js';

const LONG = 60_000;

/** Records events in order. */
function recorded(): { log: string[]; after: (name: string, promise: Promise<unknown>) => Promise<void> } {
  const log: string[] = [];
  const after = (name: string, promise: Promise<unknown>): Promise<void> =>
    promise.then(
      () => void log.push(name),
      (error: Error) => void log.push(`${name}: ${error.constructor.name}`),
    );
  return { log, after };
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Semaphore', () => {
  it('grants slots up to the limit, then in order of arrival', async () => {
    const semaphore = new Semaphore({ limit: 2 });
    const { log, after } = recorded();
    const first = await semaphore.acquire({ waitMs: LONG });
    const second = await semaphore.acquire({ waitMs: LONG });
    const waiting = [
      after('third', semaphore.acquire({ waitMs: LONG })),
      after('fourth', semaphore.acquire({ waitMs: LONG })),
    ];
    await settled();
    expect(log).toEqual([]);
    second();
    await settled();
    expect(log).toEqual(['third']);
    first();
    await Promise.all(waiting);
    expect(log).toEqual(['third', 'fourth']);
  });

  it('does not let a new caller overtake the queue during a release', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const { log, after } = recorded();
    const release = await semaphore.acquire({ waitMs: LONG });
    const queued = after('queued', semaphore.acquire({ waitMs: LONG }));
    release();
    void after('late', semaphore.acquire({ waitMs: LONG }));
    await queued;
    await settled();
    expect(log).toEqual(['queued']);
  });

  it('releases once, even if called repeatedly', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const release = await semaphore.acquire({ waitMs: LONG });
    release();
    release();
    await semaphore.acquire({ waitMs: LONG });
    await expect(semaphore.acquire({ waitMs: 1 })).rejects.toThrow(SemaphoreBusy);
  });

  it('rejects immediately if the queue is full', async () => {
    const semaphore = new Semaphore({ limit: 1, maxWaiting: 1 });
    await semaphore.acquire({ waitMs: LONG });
    void semaphore.acquire({ waitMs: LONG });
    await expect(semaphore.acquire({ waitMs: LONG })).rejects.toThrow(SemaphoreBusy);
  });

  it('rejects a wait past its timeout and grants the slot to the next', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const release = await semaphore.acquire({ waitMs: LONG });
    const impatient = semaphore.acquire({ waitMs: 1 });
    const patient = semaphore.acquire({ waitMs: LONG });
    await expect(impatient).rejects.toThrow(SemaphoreBusy);
    release();
    (await patient)();
    expect(semaphore.isIdle).toBe(true);
  });

  it('removes an aborted wait from the queue', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const release = await semaphore.acquire({ waitMs: LONG });
    const hangUp = new AbortController();
    const waiting = semaphore.acquire({ waitMs: LONG, signal: hangUp.signal });
    hangUp.abort();
    await expect(waiting).rejects.toThrow(WaitAborted);
    await expect(semaphore.acquire({ waitMs: LONG, signal: hangUp.signal })).rejects.toThrow(WaitAborted);
    release();
    expect(semaphore.isIdle).toBe(true);
  });

  /**
   * Occupies the only slot, queues the waits and releases each as it is granted.
   * @returns the names in the granted order
   */
  async function order(
    waits: [name: string, lane: string, known?: boolean][],
    semaphore = new Semaphore({ limit: 1 }),
  ): Promise<string[]> {
    const granted: string[] = [];
    const release = await semaphore.acquire({ waitMs: LONG });
    const all = waits.map(async ([name, lane, known]) => {
      const next = await semaphore.acquire({ waitMs: LONG, lane, known });
      granted.push(name);
      next();
    });
    release();
    await Promise.all(all);
    expect(semaphore.isIdle).toBe(true);
    return granted;
  }

  it('alternates between lanes, so that a burst delays only its own lane', async () => {
    const flood = [1, 2, 3, 4].map((n): [string, string] => [`flood ${n}`, 'flood']);
    expect(await order([...flood, ['bob', 'bob'], ['carol', 'carol']])).toEqual([
      'flood 1',
      'bob',
      'carol',
      'flood 2',
      'flood 3',
      'flood 4',
    ]);
  });

  it('prefers known lanes without starving the others', async () => {
    const flood = [1, 2, 3, 4, 5].map((n): [string, string, boolean] => [`flood ${n}`, 'flood', true]);
    expect(
      await order([['stranger 1', 'a'], ['stranger 2', 'b'], ...flood, ['owner', 'owner', true]]),
    ).toEqual(['flood 1', 'owner', 'stranger 1', 'flood 2', 'flood 3', 'stranger 2', 'flood 4', 'flood 5']);
  });

  it("rejects waits beyond a lane's limit without affecting other lanes", async () => {
    const semaphore = new Semaphore({ limit: 1, maxWaiting: 3, maxWaitingPerLane: 2 });
    const release = await semaphore.acquire({ waitMs: LONG });
    const wait = (lane: string): Promise<() => void> => semaphore.acquire({ waitMs: LONG, lane });
    const waiting = [wait('a'), wait('a')];
    await expect(wait('a')).rejects.toThrow(SemaphoreBusy);
    waiting.push(wait('b'));
    await expect(wait('c')).rejects.toThrow(SemaphoreBusy);
    release();
    await Promise.all(waiting.map(async (turn) => (await turn)()));
    expect(semaphore.isIdle).toBe(true);
  });

  it('skips a lane whose only wait was aborted', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const hangUp = new AbortController();
    const release = await semaphore.acquire({ waitMs: LONG });
    const abandoned = semaphore.acquire({ waitMs: LONG, lane: 'a', signal: hangUp.signal });
    const next = semaphore.acquire({ waitMs: LONG, lane: 'b' });
    hangUp.abort();
    await expect(abandoned).rejects.toThrow(WaitAborted);
    release();
    (await next)();
    expect(semaphore.isIdle).toBe(true);
  });
});
