import 'reflect-metadata';
import { access } from 'node:fs/promises';
import { EmbeddedPostgresFailed } from '@ticketiq/embedded-postgres';
import { commandLine } from '../config/command-line.js';
import { InvalidSettings, readSettings } from '../config/settings.js';
import { connectServer } from '../schema/connect.js';
import { runUntilStopped } from '../app/lifecycle.js';
import { verifyBackup, InvalidBackup } from '../backup/backup-file.js';
import { writeBackup } from '../backup/dump.js';

class BackupFailed extends Error {}

/** `npm run backup -- FILE`: writes the whole database to one file, with or without a running service. */
await runUntilStopped(
  [InvalidSettings, EmbeddedPostgresFailed, BackupFailed, InvalidBackup],
  async (onStop) => {
    const [path, ...more] = process.argv.slice(2);
    if (!path || more.length > 0)
      throw new BackupFailed(`Usage: ${commandLine('backup')} FILE, such as tickets.sql.gz`);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) throw new BackupFailed(`${path} already exists. Choose another file.`);
    const report = (line: string): void => console.log(line);
    const { url } = await connectServer(readSettings(), onStop, report);
    await writeBackup(url, path);
    const { counts } = await verifyBackup(path);
    const rows = Object.values(counts).reduce((sum, n) => sum + n, 0);
    report(
      `Backed up ${counts['tickets']} tickets (${rows} rows in total) to ${path} and verified the file.`,
    );
    return 'finished';
  },
);
