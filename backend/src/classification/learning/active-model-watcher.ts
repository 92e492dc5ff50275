import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { bundledModel } from '@ticketiq/bundled-model';
import { PeriodicTask } from '../../common/periodic-task.js';
import { ThreadedTextReader } from '../text-analysis/text-reader.js';
import { LocalModelsRepository } from './local-models.repository.js';

/** Maximum seconds until a process uses a newly activated model. */
const POLL_SECONDS = 5;

/** Keeps this process's model in sync with the active one in PostgreSQL. */
@Injectable()
export class ActiveModelWatcher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(ActiveModelWatcher.name);
  private task: PeriodicTask | undefined;
  private loadedId: number | null = null;

  constructor(
    private readonly models: LocalModelsRepository,
    private readonly reader: ThreadedTextReader,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    // An unreadable model must not prevent startup: the bundled model answers instead.
    await this.refresh().catch((error: unknown) =>
      this.logger.error({ err: error }, 'The trained model can’t be read'),
    );
    this.task = new PeriodicTask(ActiveModelWatcher.name, POLL_SECONDS, () => this.refresh());
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.task?.stop();
  }

  async refresh(): Promise<void> {
    const active = await this.models.activeId();
    if (active === this.loadedId) return;
    const file = active === null ? bundledModel() : await this.models.read(active);
    if (!file) return;
    this.reader.setModel(file);
    this.loadedId = active;
    this.logger.log({ model: file.name }, 'Activated another model');
  }
}
