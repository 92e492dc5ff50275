import { randomUUID } from 'node:crypto';
import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import { PeriodicTask } from '../../common/periodic-task.js';
import { connectionErrorCode } from '../mailboxes/connection-errors.js';
import { ImapClients } from '../mailboxes/imap-client.js';
import { MAILBOX_CHANGED } from '../mailboxes/mailboxes.service.js';
import { FolderSync, LeaseLost } from './folder-sync.js';
import { MailboxLeasesRepository, type MailboxLease } from './mailbox-leases.repository.js';
import { MailboxSession } from './mailbox-session.js';

const INTERVAL_SECONDS = 1;

/** Fetches mailboxes by IMAP, each by one process at a time. */
@Injectable()
export class MailFetching implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MailFetching.name);
  private readonly owner = randomUUID();
  private readonly sessions = new Map<number, { session: MailboxSession; ended: Promise<void> }>();
  private task: PeriodicTask | undefined;
  private isStopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly clients: ImapClients,
    private readonly leases: MailboxLeasesRepository,
    private readonly folder: FolderSync,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(MailFetching.name, INTERVAL_SECONDS, () => this.startSessions());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.task?.stop();
    for (const { session } of this.sessions.values()) session.stop();
    await Promise.all([...this.sessions.values()].map(({ ended }) => ended));
  }

  /** Other processes notice the change when they extend their lease. */
  @OnEvent(MAILBOX_CHANGED)
  restart({ id }: { id: number }): void {
    this.sessions.get(id)?.session.stop();
  }

  private async startSessions(): Promise<void> {
    if (this.isStopping) return;
    for (const lease of await this.leases.acquire(this.owner)) {
      const { mailboxId } = lease;
      // One whose lease has ended before it did.
      const former = this.sessions.get(mailboxId);
      former?.session.stop();
      await former?.ended;
      const { dataSource, clients, leases, folder } = this;
      const session = new MailboxSession({ dataSource, clients, leases, folder }, lease);
      const ended = this.runSession(session, lease).finally(() => this.sessions.delete(mailboxId));
      this.sessions.set(mailboxId, { session, ended });
    }
  }

  private async runSession(session: MailboxSession, lease: MailboxLease): Promise<void> {
    const { mailboxId } = lease;
    try {
      await session.run();
      await this.leases.release(lease);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      const code = connectionErrorCode(error);
      this.logger.warn({ err: error, mailboxId, code }, 'A mailbox could not be fetched. It will be retried');
      await this.leases.recordFailure(lease, code).catch(() => undefined);
    }
  }
}
