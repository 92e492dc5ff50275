import { restoreBackup } from '../backup/restore.js';
import { runCommand } from './command.js';
import { requireReadable } from './file-arguments.js';

/**
 * Restores a backup into an empty database, with the service stopped. `--replace` overwrites existing data;
 * `--keep-tokens` restores API tokens.
 */
await runCommand({
  name: 'restore',
  usage: 'FILE [--replace] [--keep-tokens]',
  positionals: [1, 1],
  options: {
    replace: { type: 'boolean', default: false },
    'keep-tokens': { type: 'boolean', default: false },
  },
  run: async ({ options, positionals, report, settings, server }) => {
    const path = positionals[0]!;
    await requireReadable(path);
    const { url } = await server();
    const counts = await restoreBackup(url, path, {
      replace: options.replace,
      keepTokens: options['keep-tokens'],
      withQueue: !settings().REDIS_URL,
      report,
    });
    report(`Restored ${counts['tickets']} tickets with all related data.`);
  },
});
