import { execFile } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

export interface Postmaster {
  pid: number;
  port: number;
}

/**
 * The server that runs on a PostgreSQL data directory, by the file `postmaster.pid` that it keeps there.
 * After a crash that file stays. PostgreSQL itself sees through it when no process has the number any more, but
 * refuses to start for ever when another process has got it, as happens in a container whose numbers begin anew
 * with each start. So such a file is removed here.
 */
export async function findPostmaster(pgdata: string): Promise<Postmaster | null> {
  const path = join(pgdata, 'postmaster.pid');
  const content = await readFile(path, 'utf8').catch(() => null);
  if (content === null) return null;

  const [pid, , , port] = content.split('\n').map(Number);
  if (!pid || !isAlive(pid)) return null;
  if (!(await isPostmasterOf(pid, pgdata))) {
    if ((await readFile(path, 'utf8').catch(() => null)) === content) await rm(path, { force: true });
    return null;
  }
  return port ? { pid, port } : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** In doubt yes: to start a second server on a directory would ruin it. */
async function isPostmasterOf(pid: number, pgdata: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  try {
    // The server's working directory is its data directory; only Linux shows it.
    const [actualPath, expectedPath] = await Promise.all([stat(`/proc/${pid}/cwd`), stat(pgdata)]);
    return actualPath.dev === expectedPath.dev && actualPath.ino === expectedPath.ino;
  } catch {
    return basename(await commandLineOf(pid)).startsWith('postgres');
  }
}

async function commandLineOf(pid: number): Promise<string> {
  const inDoubt = 'postgres';
  if (process.platform === 'linux') {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => inDoubt);
    return commandLine.split('\0')[0] ?? inDoubt;
  }
  const { stdout } = await promisify(execFile)('ps', ['-p', String(pid), '-o', 'comm=']).catch(() => ({
    stdout: inDoubt,
  }));
  return stdout.trim();
}
