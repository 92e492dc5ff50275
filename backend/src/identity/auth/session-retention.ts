import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { PeriodicTask } from '../../common/periodic-task.js';

const PURGE_SECONDS = 600;

/** Expired API tokens are listed for this long, so that their owners can see why an integration stopped. */
const RETENTION_DAYS = 30;

/** Deletes expired sessions, password reset links and API tokens. */
@Injectable()
export class SessionRetention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(private readonly dataSource: DataSource) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(SessionRetention.name, PURGE_SECONDS, () => this.purge());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  private async purge(): Promise<void> {
    await this.dataSource.query(`DELETE FROM sessions WHERE expires_at < now()`);
    await this.dataSource.query(`DELETE FROM password_resets WHERE expires_at < now()`);
    await this.dataSource.query(
      `DELETE FROM api_tokens WHERE expires_at < now() - make_interval(days => $1)`,
      [RETENTION_DAYS],
    );
  }
}
