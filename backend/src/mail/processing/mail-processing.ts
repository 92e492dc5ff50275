import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { PeriodicTask } from '../../common/periodic-task.js';
import { MAIL_RECEIVED } from '../inbound/receive-mail.js';
import { MailProcessor } from './mail-processor.js';

const INTERVAL_SECONDS = 1;

/** Mails at a time, so that one that takes long delays no other. */
const CONCURRENCY = 3;

/** Processes mails when they arrive, and those that a process has left that has crashed. */
@Injectable()
export class MailProcessing implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(MailProcessing.name);
  private readonly running = new Set<Promise<void>>();
  private task: PeriodicTask | undefined;
  private isStopping = false;

  constructor(private readonly processor: MailProcessor) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(MailProcessing.name, INTERVAL_SECONDS, () => {
      this.wake();
      return Promise.resolve();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.task?.stop();
    await Promise.all(this.running);
  }

  @OnEvent(MAIL_RECEIVED)
  wake(): void {
    if (this.isStopping || this.running.size >= CONCURRENCY) return;
    const run = this.processAll().finally(() => this.running.delete(run));
    this.running.add(run);
  }

  private async processAll(): Promise<void> {
    try {
      while (!this.isStopping && (await this.processor.processNext()));
    } catch (error) {
      this.logger.warn({ err: error }, 'Mails could not be processed. They will be retried');
    }
  }
}
