import { setImmediate } from 'node:timers/promises';

/** Each with its place, and every so many milliseconds time for whatever else the process has to do. */
export async function* timeSlices<T>(items: readonly T[], sliceMs: number): AsyncGenerator<[number, T]> {
  let startedAt = performance.now();
  for (const [index, item] of items.entries()) {
    if (performance.now() - startedAt > sliceMs) {
      await setImmediate();
      startedAt = performance.now();
    }
    yield [index, item];
  }
}
