import { execFile } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

export interface Postmaster {
  pid: number;
  port: number;
}

/**
 * Finds the server that runs on a PostgreSQL data directory by its `postmaster.pid`. The file remains after a crash.
 * PostgreSQL ignores it if no process has its id, but refuses to start if another process does, as in a container whose
 * process ids start over. Such a file is deleted here.
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

/** Returns true in doubt, since a second server on the same directory would corrupt it. */
async function isPostmasterOf(pid: number, pgdata: string): Promise<boolean> {
  if (process.platform === 'win32') return true;
  try {
    // The server's working directory is its data directory, which only Linux exposes.
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
