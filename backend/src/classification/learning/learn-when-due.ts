import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { PeriodicTask } from '../../periodic-task.js';
import { TooFewDecisions } from './learning.errors.js';
import { LearningService } from './learning.service.js';

/** Learning is in less of a hurry than triage. */
const SWEEPS = 4;

@Injectable()
export class LearnWhenDue implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(
    private readonly learning: LearningService,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(LearnWhenDue.name, SWEEPS * this.settings.TRIAGE_SWEEP_SECONDS, async () => {
      if (await this.learning.isDue()) await this.learning.learn().catch(ignoreTooFew);
    });
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }
}

/** What is counted may be more than one may learn from. */
function ignoreTooFew(error: unknown): void {
  if (!(error instanceof TooFewDecisions)) throw error;
}
