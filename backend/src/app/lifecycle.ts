import { setTimeout as sleep } from 'node:timers/promises';
import { describeAccessError } from '../database/access-error.js';
import { errorText } from '../logging/error-fields.js';

/** An engine that is away can keep a connection from closing; past this the process ends all the same. */
const STOP_TIMEOUT_MS = 30_000;

type StopHandler = () => Promise<unknown>;

/**
 * Starts the process's parts and stops them, last first: when its work is finished or what it was asked is refused (exit code 1), on Ctrl-C, on SIGTERM, and when the
 * launcher that started this process is gone. Errors that are the operator's to mend are told in their own words, without a trace.
 */
export async function runUntilStopped(
  operatorErrors: (abstract new (...args: never[]) => Error)[],
  start: (onStop: (stop: StopHandler) => void) => Promise<void | 'finished' | 'refused'>,
): Promise<void> {
  // Databases, backups, exports and secrets are written for the account of the service alone, whatever its shell says.
  process.umask(0o077);
  const stops: StopHandler[] = [];
  let starting: Promise<unknown> = Promise.resolve();
  let stopping: Promise<void> | undefined;
  const stop = (exitCode: number): Promise<void> => (stopping ??= stopAll(stops, starting, exitCode));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0));
  process.on('disconnect', () => void stop(0));
  // Ends as it does without this, but Node.js would print the error with all that it carries.
  process.on('uncaughtException', (error) => {
    console.error(errorText(error));
    process.exit(1);
  });
  const onStop = (part: StopHandler): void => {
    stops.push(part);
    // Whatever else was to start is not wanted any more.
    if (stopping) throw new Error('Stopped while starting');
  };
  try {
    const started = start(onStop);
    starting = started.catch(() => undefined);
    const outcome = await started;
    if (outcome) await stop(outcome === 'finished' ? 0 : 1);
  } catch (error) {
    if (stopping) return;
    const isOperatorError = operatorErrors.some((type) => error instanceof type);
    console.error(
      describeAccessError(error) ?? (isOperatorError ? (error as Error).message : errorText(error)),
    );
    await stop(1);
  }
}

/** A part that is just starting, such as the database, is waited for: it could not be stopped by anybody else. */
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
