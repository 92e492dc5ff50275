import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../periodic-task.js';
import { MessagesService } from './messages.service.js';

const EVERY_SECONDS = 1;
const AT_ONCE = 100;

/** Delivers public replies that can't be undone any more, also those of a process that has crashed. */
@Injectable()
export class MessageDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(private readonly messages: MessagesService) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(MessageDelivery.name, EVERY_SECONDS, () =>
      this.messages.deliverDue(AT_ONCE),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }
}
