import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../../common/periodic-task.js';
import { SessionsRepository } from './sessions.repository.js';

const PURGE_SECONDS = 600;

/** Expired API tokens are listed for this long, so that their owners can see why an integration stopped. */
const RETENTION_DAYS = 30;

/** Deletes expired sessions, password reset links and API tokens. */
@Injectable()
export class SessionRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(private readonly sessions: SessionsRepository) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(SessionRetention.name, PURGE_SECONDS, () => this.purge());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  private async purge(): Promise<void> {
    await this.sessions.purgeSessions();
    await this.sessions.purgeResetLinks();
    await this.sessions.purgeTokens(RETENTION_DAYS);
  }
}
