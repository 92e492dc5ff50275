import 'reflect-metadata';
import { access, constants } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { EmbeddedPostgresFailed } from '@ticketiq/embedded-postgres';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { connectServer } from '../schema/connect.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { InvalidBackup } from '../backup/backup-file.js';
import { RestoreFailed, restoreBackup } from '../backup/restore.js';

/**
 * `npm run restore -- FILE`: restores a backup into an empty database, with the service stopped. `--replace` overwrites
 * existing data; `--keep-tokens` restores API tokens.
 */
await runUntilStopped(
  [InvalidSettings, EmbeddedPostgresFailed, RestoreFailed, InvalidBackup],
  async (onStop) => {
    const { path, replace, keepTokens } = readOptions();
    await access(path, constants.R_OK).catch(() => {
      throw new RestoreFailed(`Can’t read ${path}.`);
    });
    const report = (line: string): void => console.log(line);
    const settings = readSettings();
    const { url } = await connectServer(settings, onStop, report);
    const counts = await restoreBackup(url, path, {
      replace,
      keepTokens,
      withQueue: !settings.REDIS_URL,
      report,
    });
    report(`Restored ${counts['tickets']} tickets with all related data.`);
    return 'finished';
  },
);

function readOptions(): { path: string; replace: boolean; keepTokens: boolean } {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        replace: { type: 'boolean', default: false },
        'keep-tokens': { type: 'boolean', default: false },
      },
    });
    const [path, ...more] = positionals;
    if (!path || more.length > 0) throw new Error('Name one file.');
    return { path, replace: values.replace, keepTokens: values['keep-tokens'] };
  } catch (error) {
    throw new RestoreFailed(
      `${(error as Error).message}\n${commandLine('restore')} FILE [--replace] [--keep-tokens]`,
    );
  }
}
