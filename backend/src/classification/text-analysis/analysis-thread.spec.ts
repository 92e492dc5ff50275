import { afterEach, describe, expect, it } from 'vitest';
import { AnalysisAborted, AnalysisThread } from './analysis-thread.js';

/** Answers with its task. Never answers "hang", exits for "die", and is ready again a while after "load". */
const SCRIPT = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort, workerData } from 'node:worker_threads';
    const used = () => Object.values(process.threadCpuUsage()).reduce((a, b) => a + b);
    const post = (reply) => parentPort.postMessage({ ...reply, cpuMicros: used() });
    parentPort.on('message', (task) => {
      if (task === 'hang') for (;;);
      if (task === 'die') process.exit(1);
      if (task === 'load') {
        for (const end = Date.now() + 300; Date.now() < end;);
        return post({ ready: true });
      }
      if (task === 'fail') return post({ error: new Error('no') });
      post({ answer: [task, workerData] });
    });
    post({ ready: true });
  `)}`,
);

let thread: AnalysisThread;
afterEach(() => thread.close());

describe('AnalysisThread', () => {
  it('answers in the order of the tasks', async () => {
    thread = new AnalysisThread(SCRIPT, () => 'start');
    expect(await Promise.all(['a', 'b'].map((task) => thread.run(task)))).toEqual([
      ['a', 'start'],
      ['b', 'start'],
    ]);
  });

  it('aborts a slow task and runs the others in a new thread', async () => {
    let started = 0;
    thread = new AnalysisThread(SCRIPT, () => ++started, 50, 500);
    const tasks = ['a', 'hang', 'b', 'die', 'c'].map((task) => thread.run(task));
    const outcomes = await Promise.allSettled(tasks);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value : 'aborted'))).toEqual([
      ['a', 1],
      'aborted',
      ['b', 2],
      'aborted',
      ['c', 3],
    ]);
    expect((outcomes[1] as PromiseRejectedResult).reason).toBeInstanceOf(AnalysisAborted);
  });

  it('does not block the event loop', async () => {
    thread = new AnalysisThread(SCRIPT, () => null, 200, 1000);
    await thread.run('a');
    let ticks = 0;
    const timer = setInterval(() => ticks++, 5);
    await expect(thread.run('hang')).rejects.toBeInstanceOf(AnalysisAborted);
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('does not count the time of loading as the time of a task', async () => {
    let started = 0;
    thread = new AnalysisThread(SCRIPT, () => ++started, 50, 200);
    const before = thread.run('a');
    thread.load('load');
    expect(await Promise.all([before, thread.run('b')])).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('passes on errors', async () => {
    thread = new AnalysisThread(SCRIPT);
    await expect(thread.run('fail')).rejects.toThrow('no');
    expect(await thread.run('a')).toEqual(['a', null]);
  });

  it('rejects tasks if the thread cannot start', async () => {
    thread = new AnalysisThread(new URL('data:text/javascript,throw new Error("no")'));
    await expect(thread.run('a')).rejects.toThrow('no');
  });
});
