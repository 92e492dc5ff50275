import { setImmediate } from 'node:timers/promises';

/** Each with its place, and every so many milliseconds time for whatever else the process has to do. */
export async function* inSlices<T>(items: readonly T[], sliceMs: number): AsyncGenerator<[number, T]> {
  let began = performance.now();
  for (const [place, item] of items.entries()) {
    if (performance.now() - began > sliceMs) {
      await setImmediate();
      began = performance.now();
    }
    yield [place, item];
  }
}
