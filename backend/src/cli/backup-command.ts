import { verifyBackup } from '../backup/backup-file.js';
import { writeBackup } from '../backup/dump.js';
import { runCommand } from './command.js';
import { requireNew } from './file-arguments.js';

/** Writes the whole database to one file, with or without a running service. */
await runCommand({
  name: 'backup',
  usage: 'FILE, such as tickets.sql.gz',
  positionals: [1, 1],
  run: async ({ positionals, report, server }) => {
    const path = positionals[0]!;
    await requireNew(path);
    const { url } = await server();
    await writeBackup(url, path);
    const { counts } = await verifyBackup(path);
    const rows = Object.values(counts).reduce((sum, n) => sum + n, 0);
    report(
      `Backed up ${counts['tickets']} tickets (${rows} rows in total) to ${path} and verified the file.`,
    );
  },
});
