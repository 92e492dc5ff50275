import { describe, expect, it } from 'vitest';
import { Semaphore, SemaphoreBusy, WaitAborted } from './semaphore.js';

const LONG = 60_000;

/** What has happened so far, in order. */
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

describe('a semaphore', () => {
  it('lets in as many as it may, and the next in the order in which they came', async () => {
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

  it('is not overtaken by what comes in the moment of a release', async () => {
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

  it('releases once, however often it is told to', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const release = await semaphore.acquire({ waitMs: LONG });
    release();
    release();
    await semaphore.acquire({ waitMs: LONG });
    await expect(semaphore.acquire({ waitMs: 1 })).rejects.toThrow(SemaphoreBusy);
  });

  it('refuses who finds the queue full, at once', async () => {
    const semaphore = new Semaphore({ limit: 1, maxWaiting: 1 });
    await semaphore.acquire({ waitMs: LONG });
    void semaphore.acquire({ waitMs: LONG });
    await expect(semaphore.acquire({ waitMs: LONG })).rejects.toThrow(SemaphoreBusy);
  });

  it('refuses who waits too long, and gives the place to the one behind', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const release = await semaphore.acquire({ waitMs: LONG });
    const impatient = semaphore.acquire({ waitMs: 1 });
    const patient = semaphore.acquire({ waitMs: LONG });
    await expect(impatient).rejects.toThrow(SemaphoreBusy);
    release();
    (await patient)();
    expect(semaphore.isIdle).toBe(true);
  });

  it('forgets who hangs up while waiting', async () => {
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

  /** Fills the one place, queues the waits, and finishes each that comes in. @returns the names in their order */
  async function order(
    waits: [name: string, lane: string, known?: boolean][],
    semaphore = new Semaphore({ limit: 1 }),
  ): Promise<string[]> {
    const begun: string[] = [];
    const release = await semaphore.acquire({ waitMs: LONG });
    const all = waits.map(async ([name, lane, known]) => {
      const next = await semaphore.acquire({ waitMs: LONG, lane, known });
      begun.push(name);
      next();
    });
    release();
    await Promise.all(all);
    expect(semaphore.isIdle).toBe(true);
    return begun;
  }

  it('gives turns by lane, so that a flood queues behind itself', async () => {
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

  it('serves known lanes first, and keeps no other lane waiting for ever', async () => {
    const flood = [1, 2, 3, 4, 5].map((n): [string, string, boolean] => [`flood ${n}`, 'flood', true]);
    expect(
      await order([['stranger 1', 'a'], ['stranger 2', 'b'], ...flood, ['owner', 'owner', true]]),
    ).toEqual(['flood 1', 'owner', 'stranger 1', 'flood 2', 'flood 3', 'stranger 2', 'flood 4', 'flood 5']);
  });

  it('refuses a lane that has too many waiting, and the other lanes nothing', async () => {
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

  it('gives no turn to a lane whose only one hung up', async () => {
    const semaphore = new Semaphore({ limit: 1 });
    const hangUp = new AbortController();
    const release = await semaphore.acquire({ waitMs: LONG });
    const gone = semaphore.acquire({ waitMs: LONG, lane: 'a', signal: hangUp.signal });
    const next = semaphore.acquire({ waitMs: LONG, lane: 'b' });
    hangUp.abort();
    await expect(gone).rejects.toThrow(WaitAborted);
    release();
    (await next)();
    expect(semaphore.isIdle).toBe(true);
  });
});
