import 'reflect-metadata';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { runUntilStopped } from '../app/lifecycle.js';
import { OperatorError } from '../common/operator-error.js';
import { commandLine } from '../config/command-line.js';
import { readSettings, type Settings } from '../config/settings.js';
import type * as Connect from '../schema/connect.js';

type Options = NonNullable<ParseArgsConfig['options']>;

/** A command of the operator. */
export interface Command<Declared extends Options> {
  /** The npm script, such as `tickets:export`. */
  name: string;
  /** The arguments, such as `FILE [--force]`, and further lines of help. */
  usage: string;
  options?: Declared;
  /** Minimum and maximum number of positional arguments. Defaults to none. */
  positionals?: readonly [minimum: number, maximum: number];
  /** @returns `refused` to exit with code 1 after a message of its own */
  run(invocation: Invocation<Declared>): Promise<void | 'refused'>;
}

export interface Invocation<Declared extends Options> {
  options: ReturnType<typeof parseArgs<{ options: Declared }>>['values'];
  positionals: string[];
  /** Prints a line. */
  report: (line: string) => void;
  /** Aborted on SIGINT and SIGTERM. The process exits when the command returns. */
  stopped: AbortSignal;
  /** @throws InvalidSettings */
  settings: () => Settings;
  /** Connects to the server of the settings, starting an embedded one if necessary. */
  server: () => ReturnType<typeof Connect.connectServer>;
  /** Connects to the migrated database of the settings. */
  database: () => ReturnType<typeof Connect.connectDatabase>;
}

/** Loaded on demand, since the schema's entities take seconds that a command without a database should not. */
const connect = (): Promise<typeof Connect> => import('../schema/connect.js');

/** An invalid argument. Printed with the usage of the command. */
export class InvalidArguments extends Error {}

/**
 * Runs a command: parses its arguments, closes what it opened, and exits with code 1 if it fails or is refused. Errors
 * for the operator are printed without a stack trace.
 */
export async function runCommand<const Declared extends Options = Record<never, never>>(
  command: Command<Declared>,
): Promise<void> {
  await runUntilStopped(async (onStop, stopped) => {
    const report = (line: string): void => console.log(line);
    try {
      const { options, positionals } = readArguments(command);
      if (options.help) {
        report(usageOf(command));
        return 'finished';
      }
      const outcome = await command.run({
        options,
        positionals,
        report,
        stopped,
        settings: readSettings,
        server: async () => (await connect()).connectServer(readSettings(), onStop, report),
        database: async () => (await connect()).connectDatabase(readSettings(), onStop, report),
      });
      return outcome ?? 'finished';
    } catch (error) {
      if (!(error instanceof InvalidArguments)) throw error;
      throw new OperatorError(`${error.message}\n${usageOf(command)}`, { cause: error });
    }
  });
}

function readArguments<Declared extends Options>({
  options = {} as Declared,
  positionals: [minimum, maximum] = [0, 0],
}: Command<Declared>): {
  options: Invocation<Declared>['options'] & { help?: boolean };
  positionals: string[];
} {
  try {
    const { values, positionals } = parseArgs({
      options: { ...options, help: { type: 'boolean' } },
      allowPositionals: true,
    });
    const parsed = { options: values as Invocation<Declared>['options'] & { help?: boolean }, positionals };
    if (parsed.options.help) return parsed;
    if (positionals.length < minimum) throw new InvalidArguments('An argument is missing.');
    if (positionals.length > maximum) {
      throw new InvalidArguments(`Unexpected argument "${positionals[maximum]}".`);
    }
    return parsed;
  } catch (error) {
    if (error instanceof InvalidArguments) throw error;
    throw new InvalidArguments((error as Error).message, { cause: error });
  }
}

function usageOf({ name, usage }: { name: string; usage: string }): string {
  return `Usage: ${commandLine(name)} ${usage}`.trimEnd();
}
