import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { tmpdir } from 'node:os';

const SECONDS = 3;

/** Transactions per second of a script, or 'not installed': pgbench is part of PostgreSQL's own packages. */
export function pgbench(databaseUrl: string, script: string, connections: number): string {
  const program = [
    ...(process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, 'pgbench')),
    // Debian's path.
    ...globSync('/usr/lib/postgresql/*/bin/pgbench'),
  ].find((path) => existsSync(path));
  if (!program) return 'not installed';
  const directory = mkdtempSync(join(tmpdir(), 'ticketiq-pgbench-'));
  try {
    const file = join(directory, 'script.sql');
    writeFileSync(file, script);
    const output = execFileSync(
      program,
      [
        ...[
          '--no-vacuum',
          '--protocol=prepared',
          `--client=${connections}`,
          `--time=${SECONDS}`,
          `--file=${file}`,
        ],
        databaseUrl,
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    return `${Math.round(Number(/tps = ([\d.]+)/.exec(output)![1]))}`;
  } finally {
    rmSync(directory, { recursive: true });
  }
}
