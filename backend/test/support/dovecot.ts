import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { eventually, freePort } from './engines.ts';

const PASSWORD = 'dovecot-password';
/** The unprivileged user of Debian: Dovecot refuses to read mail as root. */
const MAIL_USER = 65_534;

/** A real IMAP server. Each user name is an account with an empty folder, and all have the same password. */
export class Dovecot {
  readonly host = '127.0.0.1';
  readonly password = PASSWORD;
  readonly port: number;
  private readonly folder: string;
  private process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async start(): Promise<Dovecot> {
    const folder = mkdtempSync(join(tmpdir(), 'dovecot-'));
    const dovecot = new Dovecot(folder, await freePort());
    // The mail user reads its own folder within this one.
    chmodSync(folder, 0o755);
    mkdirSync(join(folder, 'mail'));
    chownSync(join(folder, 'mail'), MAIL_USER, MAIL_USER);
    writeFileSync(join(folder, 'dovecot.conf'), configuration(folder, dovecot.port));
    await dovecot.run();
    return dovecot;
  }

  /** Settings of a mailbox that is an account of this server. */
  settings(user: string): Record<string, unknown> {
    const { host, port, password } = this;
    return {
      imap_host: host,
      imap_port: port,
      imap_security: 'none',
      imap_user: user,
      imap_password: password,
    };
  }

  /** Puts mails into a folder of an account. */
  async deliver(user: string, mails: readonly string[], folder = 'INBOX'): Promise<void> {
    await this.connected(user, async (client) => {
      for (const mail of mails) await client.append(folder, mail);
    });
  }

  async createFolder(user: string, folder: string): Promise<void> {
    await this.connected(user, (client) => client.mailboxCreate(folder));
  }

  /** Subjects and flags of the mails in a folder. */
  async list(user: string, folder = 'INBOX'): Promise<{ subject: string; flags: string[] }[]> {
    return this.connected(user, async (client) => {
      await client.mailboxOpen(folder, { readOnly: true });
      const mails = await client.fetchAll('1:*', { envelope: true, flags: true });
      return mails.map(({ envelope, flags }) => ({
        subject: envelope?.subject ?? '',
        flags: [...(flags ?? [])].filter((flag) => flag !== '\\Recent'),
      }));
    });
  }

  /** Marks all mails of an account as read. */
  async markRead(user: string): Promise<void> {
    await this.connected(user, async (client) => {
      await client.mailboxOpen('INBOX');
      await client.messageFlagsAdd('1:*', ['\\Seen']);
    });
  }

  /** Numbers the mails of an account again, as a server does that was restored from a backup. */
  async renumber(user: string): Promise<void> {
    const before = await this.uidValidity(user);
    await this.stop();
    const mail = join(this.folder, 'mail', user);
    for (const name of readdirSync(mail).filter((each) => each.startsWith('dovecot')))
      rmSync(join(mail, name));
    // Seconds since 1970.
    await eventually('the clock is past the former value', () => Date.now() / 1000 > before + 1);
    await this.run();
  }

  async uidValidity(user: string): Promise<number> {
    return this.connected(user, async (client) => Number((await client.mailboxOpen('INBOX')).uidValidity));
  }

  log(): string {
    return readFileSync(join(this.folder, 'dovecot.log'), 'utf8');
  }

  async run(): Promise<void> {
    const child = spawn(
      process.env.DOVECOT_PATH ?? 'dovecot',
      ['-F', '-c', join(this.folder, 'dovecot.conf')],
      { stdio: 'pipe' },
    );
    let output = '';
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    this.process = child;
    await eventually('Dovecot accepts connections', async () => {
      if (child.exitCode !== null) throw new Error(`Dovecot ended with ${child.exitCode}: ${output}`);
      const socket = connect(this.port, this.host);
      await once(socket, 'data');
      socket.destroy();
      return true;
    });
  }

  async stop(): Promise<void> {
    const { process: child } = this;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async connected<Result>(user: string, use: (client: ImapFlow) => Promise<Result>): Promise<Result> {
    const client = new ImapFlow({
      ...{ host: this.host, port: this.port, secure: false, doSTARTTLS: false, logger: false },
      auth: { user, pass: PASSWORD },
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await use(client);
    } finally {
      await client.logout();
    }
  }
}

function configuration(folder: string, port: number): string {
  return `
    base_dir = ${folder}/run
    state_dir = ${folder}/state
    log_path = ${folder}/dovecot.log
    protocols = imap
    listen = 127.0.0.1
    ssl = no
    disable_plaintext_auth = no
    first_valid_uid = 0
    auth_failure_delay = 0
    mail_location = maildir:${folder}/mail/%u
    mail_max_userip_connections = 100
    passdb {
      driver = static
      args = password=${PASSWORD}
    }
    userdb {
      driver = static
      args = uid=${MAIL_USER} gid=${MAIL_USER} home=${folder}/mail/%u
    }
    namespace inbox {
      inbox = yes
    }
    # Failed sign-ins of one test would delay those of another.
    service anvil {
      unix_listener anvil-auth-penalty {
        mode = 0
      }
    }
    service imap-login {
      inet_listener imap {
        port = ${port}
      }
      inet_listener imaps {
        port = 0
      }
    }
  `;
}
