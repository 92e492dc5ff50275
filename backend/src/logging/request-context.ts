import { AsyncLocalStorage } from 'node:async_hooks';

interface RequestContext {
  requestId: string | undefined;
  /** Address of the client; undefined outside a request of this process. */
  address: string | undefined;
}

const context = new AsyncLocalStorage<RequestContext>();

/** Id of the request that caused the running code, in this or another process; undefined if none did. */
export function currentRequestId(): string | undefined {
  return context.getStore()?.requestId;
}

/** Address of the client whose request is running. */
export function currentAddress(): string | undefined {
  return context.getStore()?.address;
}

/** Runs `work`, and everything that it starts, in the context of the request, whose id is added to log lines. */
export function runWithRequest<T>(requestId: string | undefined, work: () => T, address?: string): T {
  return context.run({ requestId, address }, work);
}
