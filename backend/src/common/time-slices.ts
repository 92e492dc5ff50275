import { setImmediate } from 'node:timers/promises';

/** Iterates over items with their index, yielding to the event loop every `sliceMs` milliseconds. */
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
