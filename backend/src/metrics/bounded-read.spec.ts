import { expect, it } from 'vitest';
import { BoundedRead } from './bounded-read.js';

it('times out on a silent engine without a second request', async () => {
  let asked = 0;
  let answer: ((figure: number) => void) | undefined;
  const reading = new BoundedRead(() => {
    asked += 1;
    return new Promise<number>((resolve) => (answer = resolve));
  });
  const since = performance.now();
  expect(await Promise.all([reading.read(), reading.read()])).toEqual([undefined, undefined]);
  expect(await reading.read()).toBeUndefined();
  expect(performance.now() - since).toBeLessThan(2000);
  expect(asked).toBe(1);

  answer!(7);
  await new Promise(setImmediate);
  const next = reading.read();
  expect(asked).toBe(2);
  answer!(8);
  expect(await next).toBe(8);
});

it('treats an error as no value', async () => {
  expect(await new BoundedRead(() => Promise.reject(new Error('away'))).read()).toBeUndefined();
});
