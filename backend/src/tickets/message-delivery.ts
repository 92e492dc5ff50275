import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../common/periodic-task.js';
import { MessagesService } from './messages.service.js';

const INTERVAL_SECONDS = 1;
const BATCH_SIZE = 100;

/** Delivers public replies whose undo period is over, including those accepted by a process that has crashed. */
@Injectable()
export class MessageDelivery implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(private readonly messages: MessagesService) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(MessageDelivery.name, INTERVAL_SECONDS, () =>
      this.messages.deliverDue(BATCH_SIZE),
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }
}
