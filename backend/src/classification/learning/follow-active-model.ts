import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PeriodicTask } from '../../periodic-task.js';
import { bundledModel } from '../local/local-classifier.js';
import { ThreadedTextReader } from '../text-analysis/text-reader.js';
import { LocalModelsStore } from './local-models.store.js';

/** So long, at most, does a process go on with the model of before. */
const LOOK_EVERY_SECONDS = 5;

/** Every process answers with the model that PostgreSQL says is active. */
@Injectable()
export class FollowActiveModel implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(FollowActiveModel.name);
  private task: PeriodicTask | undefined;
  private loaded: number | null = null;

  constructor(
    private readonly models: LocalModelsStore,
    private readonly reader: ThreadedTextReader,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // A model that can't be read must not keep the service from starting: the one in the box answers.
    await this.follow().catch((error: unknown) =>
      this.logger.error({ err: error }, 'The trained model can’t be read'),
    );
    this.task = new PeriodicTask(FollowActiveModel.name, LOOK_EVERY_SECONDS, () => this.follow());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  async follow(): Promise<void> {
    const active = await this.models.activeId();
    if (active === this.loaded) return;
    const file = active === null ? bundledModel() : await this.models.read(active);
    if (!file) return;
    this.reader.use(file);
    this.loaded = active;
    this.logger.log({ model: file.name }, 'Activated another model');
  }
}
