import { setTimeout as sleep } from 'node:timers/promises';
import { DataDirectoryInUse, EmbeddedPostgresFailed, RoleNotRestricted } from '@ticketiq/embedded-postgres';
import { OperatorError } from '../common/operator-error.js';
import { describeAccessError } from '../database/access-error.js';
import { errorText } from '../logging/error-fields.js';

/** An unreachable database or Redis can keep a connection from closing. Past this time the process exits anyway. */
const STOP_TIMEOUT_MS = 30_000;

type StopHandler = () => Promise<unknown>;

/**
 * Starts the parts of a process and stops them in reverse order: when the work is finished, when it is refused (exit
 * code 1), on SIGINT and SIGTERM, and when the launcher has exited. `stopped` is aborted as soon as one of these
 * happens. Errors for the operator are printed by their message alone.
 */
export async function runUntilStopped(
  start: (
    onStop: (stop: StopHandler) => void,
    stopped: AbortSignal,
  ) => Promise<void | 'finished' | 'refused'>,
): Promise<void> {
  // Databases, backups, exports and secrets must be readable only by the service's account, regardless of the shell's
  // umask.
  process.umask(0o077);
  const stops: StopHandler[] = [];
  let starting: Promise<unknown> = Promise.resolve();
  let stopping: Promise<void> | undefined;
  const stopped = new AbortController();
  const stop = (exitCode: number): Promise<void> => {
    stopped.abort();
    return (stopping ??= stopAll(stops, starting, exitCode));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  process.on('disconnect', () => void stop(0));
  // Node.js would exit as well, but print the error with all its properties, which may hold personal data.
  process.on('uncaughtException', (error) => {
    console.error(errorText(error));
    process.exit(1);
  });
  const onStop = (part: StopHandler): void => {
    stops.push(part);
    // Stops the start at its next part.
    if (stopping) throw new Error('Stopped while starting');
  };
  try {
    const started = start(onStop, stopped.signal);
    starting = started.catch(() => undefined);
    const outcome = await started;
    if (outcome) await stop(outcome === 'finished' ? 0 : 1);
  } catch (error) {
    if (stopping) return;
    console.error(describeAccessError(error) ?? operatorMessage(error) ?? errorText(error));
    await stop(1);
  }
}

/** Errors of packages, which do not know OperatorError. */
const PACKAGE_ERRORS = [DataDirectoryInUse, EmbeddedPostgresFailed, RoleNotRestricted];

function operatorMessage(error: unknown): string | undefined {
  const isForOperator = [OperatorError, ...PACKAGE_ERRORS].some((type) => error instanceof type);
  return isForOperator ? (error as Error).message : undefined;
}

/** Waits for a part that is starting, such as the database, since it cannot be stopped before. */
async function stopAll(stops: StopHandler[], starting: Promise<unknown>, exitCode: number): Promise<void> {
  const all = async (): Promise<void> => {
    await starting;
    for (let part = stops.pop(); part; part = stops.pop()) {
      await part().catch((error: unknown) => console.error('Error while stopping:', errorText(error)));
    }
  };
  await Promise.race([all(), sleep(STOP_TIMEOUT_MS)]);
  process.exit(exitCode);
}
