import { AsyncLocalStorage } from 'node:async_hooks';

interface RequestContext {
  requestId: string | undefined;
  /** The client's, where the running code works for a request to this process. */
  address: string | undefined;
}

const context = new AsyncLocalStorage<RequestContext>();

/** The id of the request that the running code works for, in whichever process; undefined where none caused it. */
export function currentRequestId(): string | undefined {
  return context.getStore()?.requestId;
}

/** The address of the client that the running code works for. */
export function currentAddress(): string | undefined {
  return context.getStore()?.address;
}

/** Whatever `work` does and starts, it does on behalf of that request: each line that it logs carries the id. */
export function runWithRequest<T>(requestId: string | undefined, work: () => T, address?: string): T {
  return context.run({ requestId, address }, work);
}
