import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { Settings } from '../../config/settings.js';
import { PeriodicTask } from '../../common/periodic-task.js';
import { TooFewDecisions } from './learning.errors.js';
import { LearningService } from './learning.service.js';

/** Training is less urgent than triage. */
const SWEEPS_PER_CHECK = 4;

/** Starts training when enough decisions were added since the last one. */
@Injectable()
export class TrainingScheduler implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;

  constructor(
    private readonly learning: LearningService,
    private readonly settings: Settings,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(
      TrainingScheduler.name,
      SWEEPS_PER_CHECK * this.settings.TRIAGE_SWEEP_SECONDS,
      async () => {
        if (await this.learning.isDue()) await this.learning.train().catch(ignoreTooFewDecisions);
      },
    );
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }
}

/** More decisions are counted than may be used for training. */
function ignoreTooFewDecisions(error: unknown): void {
  if (!(error instanceof TooFewDecisions)) throw error;
}
