import { AsyncLocalStorage } from 'node:async_hooks';

const context = new AsyncLocalStorage<string | undefined>();

/** The id of the request that the running code works for, in whichever process; undefined where none caused it. */
export function currentRequestId(): string | undefined {
  return context.getStore();
}

/** Whatever `work` does and starts, it does on behalf of that request: each line that it logs carries the id. */
export function onBehalfOf<T>(requestId: string | undefined, work: () => T): T {
  return context.run(requestId, work);
}
