import type { ImapFlow } from 'imapflow';
import type { DataSource } from 'typeorm';
import type { ImapClients } from '../mailboxes/imap-client.js';
import { Mailbox } from '../mailboxes/mailbox.entity.js';
import type { FolderSync } from './folder-sync.js';
import type { MailboxLease, MailboxLeasesRepository } from './mailbox-leases.repository.js';

/** Announcements of new mail can be missed, and a dead connection looks like an idle one. */
const POLL_MS = 60_000;
/** Time for a server's answers, after which the connection is considered dead. */
const WATCHDOG_MS = 120_000;
const EXTEND_MS = 10_000;

export interface SessionParts {
  dataSource: DataSource;
  clients: ImapClients;
  leases: MailboxLeasesRepository;
  folder: FolderSync;
}

/** One connection to a mailbox: fetches what is there, then waits for more, until it is stopped or fails. */
export class MailboxSession {
  private readonly stopped = new AbortController();
  private client: ImapFlow | undefined;
  private wake: () => void = () => undefined;

  constructor(
    private readonly parts: SessionParts,
    private readonly lease: MailboxLease,
  ) {}

  /** Ends the connection. `run` then returns. */
  stop(): void {
    this.stopped.abort();
    this.client?.close();
    this.wake();
  }

  /** @throws ConnectionFailed | LeaseLost | Error of the server or the network */
  async run(): Promise<void> {
    const { dataSource, clients, leases, folder } = this.parts;
    const mailbox = await dataSource.getRepository(Mailbox).findOneBy({ id: this.lease.mailboxId });
    if (!mailbox || this.stopped.signal.aborted) return;
    const client = clients.create(mailbox);
    this.client = client;
    const extending = setInterval(() => void this.extend(), EXTEND_MS);
    try {
      await this.guarded(() => client.connect());
      client.on('exists', () => this.wake());
      client.on('close', () => this.wake());
      const readOnly = mailbox.afterFetch === 'leave';
      await this.guarded(() => client.mailboxOpen(mailbox.imapFolder, { readOnly }));
      let cursor = await folder.begin(client, mailbox, this.lease);
      while (!this.stopped.signal.aborted) {
        // Before the search, so that mail that arrives during it is not missed.
        const next = this.nextArrival();
        cursor = await this.guarded(() => folder.sync(client, mailbox, this.lease, cursor));
        await leases.recordSuccess(this.lease);
        await this.idle(client, next);
      }
    } catch (error) {
      if (!this.stopped.signal.aborted) throw error;
    } finally {
      clearInterval(extending);
      client.close();
    }
  }

  /** Waits for mail, for the next poll or for the end of the connection. The next command ends IDLE. */
  private async idle(client: ImapFlow, next: Promise<void>): Promise<void> {
    // The poll finds out if it fails.
    void client.idle().catch(() => undefined);
    const timer = setTimeout(() => this.wake(), POLL_MS);
    await next;
    clearTimeout(timer);
  }

  private nextArrival(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  /** Closes a connection whose server does not answer, which fails its commands. */
  private async guarded<Result>(command: () => Promise<Result>): Promise<Result> {
    const timer = setTimeout(() => this.client?.close(), WATCHDOG_MS);
    try {
      return await command();
    } finally {
      clearTimeout(timer);
    }
  }

  private async extend(): Promise<void> {
    // Without the database, the lease ends by itself; each transaction requires it.
    const isHeld = await this.parts.leases.extend(this.lease).catch(() => true);
    if (!isHeld) this.stop();
  }
}
