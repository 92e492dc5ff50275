import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { bundledModel, type LinearModelFile } from '@ticketiq/bundled-model';
import { ping } from '../../database/query.js';
import type { Caller } from '../../identity/users/caller.js';
import {
  TrainingInProgress,
  ModelNotFound,
  ModelNotAwaitingReview,
  OutdatedModel,
  WorseModel,
  TooFewDecisions,
} from './learning.errors.js';
import {
  MIN_DECISIONS,
  needsApproval,
  type ReplayJob,
  type TrainingResult,
  type TrainingJob,
} from './train-model.js';
import { ActiveModelWatcher } from './active-model-watcher.js';
import { LocalModelsRepository, type TrainedModel } from './local-models.repository.js';
import type { Replay } from './replay.js';
import { countDecisions, MAX_TRAINING_DECISIONS, readDecisions } from './team-decisions.repository.js';

/** Advisory lock: one training at a time across all processes. */
const TRAINING_LOCK_ID = 7_204_611;

const KEEP_ALIVE_MS = 10_000;

/** Sufficient for the maximum number of decisions with texts of the maximum length (measured: 256). */
const MEMORY_MB = 384;

/** After an interrupted training, for example by a killed process, the next automatic one waits this long. */
const PAUSE_MINUTES = 60;

export interface ModelOverview {
  /** Name of the bundled model. */
  boxed: string;
  /** Number of decisions available and needed for training. */
  decisions: number;
  needed: number;
  /** Whether a model is being trained, by any process. */
  training: boolean;
  models: TrainedModel[];
}

/** Trains local models on the team's decisions. A trained model is activated only if it is better than the active one. */
@Injectable()
export class LearningService {
  private readonly logger = new Logger(LearningService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly models: LocalModelsRepository,
    private readonly activeModel: ActiveModelWatcher,
  ) {}

  /** Whether enough decisions were added since the last training. */
  async isDue(): Promise<boolean> {
    const { manager } = this.dataSource;
    if (await this.wasInterrupted()) return false;
    const [decisions, last] = await Promise.all([countDecisions(manager), this.models.newest(manager)]);
    if (!last) return decisions >= MIN_DECISIONS;
    // 10 % more, or fewer, since deleted decisions no longer count. Not more often, because only the last models are
    // stored for a rollback.
    const since = Math.abs(decisions - last.decisions);
    return since >= Math.max(20, last.decisions / 10) || last.base !== bundledModel().name;
  }

  /**
   * Trains a model on the newest decisions, and activates it if it is better and needs no approval.
   * @throws TooFewDecisions, TrainingInProgress
   */
  async train(): Promise<TrainedModel> {
    const id = await this.dataSource.transaction(async (manager) => {
      if (!(await this.models.lockTraining(manager, TRAINING_LOCK_ID))) throw new TrainingInProgress();
      const decisions = await readDecisions(manager, MAX_TRAINING_DECISIONS);
      if (decisions.length < MIN_DECISIONS) throw new TooFewDecisions(MIN_DECISIONS, decisions.length);
      const base = bundledModel();
      const trainedAt = new Date().toISOString().slice(0, 19).replace('T', ' ');
      const { file, replay, impact, gate } = await this.attempt(manager, async () =>
        runInThread<TrainingResult>({
          base,
          current: await this.current(),
          approved: await this.read(await this.models.approvedId(manager)),
          decisions,
          name: `${base.name} + team of ${trainedAt}`,
        }),
      );
      const { before, after } = replay;
      const state = gate.refusal ? 'refused' : needsApproval(impact) ? 'waiting' : 'active';
      this.logger.log({ decisions: decisions.length, before, after, impact, gate, state }, 'Trained a model');
      return this.models.save(manager, file, {
        base: base.name,
        decisions: await countDecisions(manager),
        report: replay,
        impact,
        gate,
        state,
      });
    });
    await this.activeModel.refresh();
    return this.get(id);
  }

  /**
   * Trains a model as `train` does, but waits for it only for a limited time.
   * @param limitMs milliseconds
   * @returns the model; undefined if training takes longer, and continues
   * @throws TooFewDecisions, TrainingInProgress
   */
  async trainWithin(limitMs: number): Promise<TrainedModel | undefined> {
    const training = this.train();
    const limit = new AbortController();
    const model = await Promise.race([
      training.finally(() => limit.abort()),
      setTimeout(limitMs, undefined, { signal: limit.signal }).catch(() => undefined),
    ]);
    if (!limit.signal.aborted)
      training.catch((error: unknown) => this.logger.error({ err: error }, 'Training a model failed'));
    return model;
  }

  /**
   * Compares a model with the active one on decisions that neither was trained on.
   * @param id the model; null for the bundled model
   * @throws ModelNotFound
   */
  async replay(id: number | null): Promise<Replay> {
    const candidate = await this.read(id);
    const decisions = await readDecisions(this.dataSource.manager, MAX_TRAINING_DECISIONS);
    return runInThread<Replay>({ current: await this.current(), candidate, decisions });
  }

  /**
   * Activates a model; `force` activates it even if it is worse.
   * @throws ModelNotFound, WorseModel
   */
  async activate(id: number | null, force: boolean, by: Caller): Promise<Replay> {
    const replay = await this.replay(id);
    if (replay.verdict === 'worse' && !force) throw new WorseModel(replay);
    await this.dataSource.transaction((manager) => this.models.activate(manager, id, by.id));
    this.logger.log({ modelId: id, userId: by.id }, 'An admin activated a model');
    await this.activeModel.refresh();
    return replay;
  }

  /**
   * Approves or rejects a model that waits for an administrator.
   * @throws ModelNotFound, ModelNotAwaitingReview, OutdatedModel
   */
  async review(id: number, verdict: 'approved' | 'rejected', by: Caller): Promise<TrainedModel> {
    const { base, state } = await this.get(id);
    if (verdict === 'approved' && state === 'waiting' && base !== bundledModel().name)
      throw new OutdatedModel({ id, base });
    const reviewed = await this.dataSource.transaction(async (manager) => {
      const reviewable = await this.models.review(manager, id, by.id);
      if (reviewable && verdict === 'approved') await this.models.activate(manager, id);
      return reviewable;
    });
    const model = await this.get(id);
    if (!reviewed) throw new ModelNotAwaitingReview(id);
    this.logger.log({ modelId: id, userId: by.id, verdict }, 'A trained model was reviewed');
    await this.activeModel.refresh();
    return model;
  }

  /** Returns all trained models, and the number of decisions available and needed for training. */
  async overview(): Promise<ModelOverview> {
    // Read first: once training has ended, its model is in the list.
    const training = await this.models.isTraining(TRAINING_LOCK_ID);
    const [decisions, models] = await Promise.all([
      countDecisions(this.dataSource.manager),
      this.models.list(),
    ]);
    return { boxed: bundledModel().name, decisions, needed: MIN_DECISIONS, training, models };
  }

  /** Recorded outside the transaction that holds the lock, so that the record remains if the process is killed. */
  private async attempt<Outcome>(manager: EntityManager, train: () => Promise<Outcome>): Promise<Outcome> {
    await this.models.startAttempt();
    // PostgreSQL ends transactions that are idle for half a minute.
    const keepAlive = setInterval(() => void ping(manager).catch(() => undefined), KEEP_ALIVE_MS);
    try {
      return await train();
    } finally {
      clearInterval(keepAlive);
      await this.models.endAttempt();
    }
  }

  /** Whether a recent training has not finished. Also true while one is running. */
  private async wasInterrupted(): Promise<boolean> {
    return this.models.hasAttemptSince(PAUSE_MINUTES);
  }

  private async get(id: number): Promise<TrainedModel> {
    const model = await this.models.find(id);
    if (!model) throw new ModelNotFound(id);
    return model;
  }

  private async current(): Promise<LinearModelFile> {
    return this.read(await this.models.activeId());
  }

  private async read(id: number | null): Promise<LinearModelFile> {
    if (id === null) return bundledModel();
    const file = await this.models.read(id);
    if (!file) throw new ModelNotFound(id);
    return file;
  }
}

/** Training occupies a CPU core for seconds, so it runs in a thread of its own with a low priority. */
async function runInThread<Outcome>(task: TrainingJob | ReplayJob): Promise<Outcome> {
  const thread = new Worker(new URL('./train-model.thread.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const [outcome] = (await once(thread, 'message')) as [Outcome];
  return outcome;
}
