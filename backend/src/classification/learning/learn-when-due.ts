import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { PeriodicTask } from '../../periodic-task.js';
import { LearningService } from './learning.service.js';

const LOOK_EVERY_SECONDS = 60;

@Injectable()
export class LearnWhenDue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(private readonly learning: LearningService) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(LearnWhenDue.name, LOOK_EVERY_SECONDS, async () => {
      if (await this.learning.isDue()) await this.learning.learn();
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }
}
