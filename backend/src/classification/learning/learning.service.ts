import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Caller } from '../../users/caller.js';
import { bundledModel } from '../local/local-classifier.js';
import type { LinearModelFile } from '../local/linear-model.js';
import {
  LearningUnderWay,
  ModelNotFound,
  ModelNotWaiting,
  ModelWorse,
  TooFewDecisions,
} from './learning.errors.js';
import { needsApproval, type JudgingTask, type Learnt, type Lesson } from './learn.js';
import { FollowActiveModel } from './follow-active-model.js';
import { LocalModelsStore, type LearntModel } from './local-models.store.js';
import type { Replay } from './replay.js';
import { countDecisions, DECISIONS_LEARNT_FROM, readDecisions } from './team-decisions.js';

/** With fewer there is nothing to judge by: a fifth of them is held out. */
export const LEARN_FROM_AT_LEAST = 30;

/** One learning at a time, over all processes. */
const LOCK = 7_204_611;

const STILL_LEARNING_MS = 10_000;

/** Enough for as many decisions as are learnt from, with texts as long as are read (measured: 256). */
const MEMORY_MB = 384;

/** A learning that did not end, since its process was killed, is not started again sooner. */
const PAUSE_MINUTES = 60;

/** The team's decisions become a local model of its own, which answers only where it is better. */
@Injectable()
export class LearningService {
  private readonly logger = new Logger(LearningService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly models: LocalModelsStore,
    private readonly following: FollowActiveModel,
  ) {}

  /** Whether so many decisions have come since the last learning that another is worth its while. */
  async isDue(): Promise<boolean> {
    const { manager } = this.dataSource;
    if (await this.wasInterrupted()) return false;
    const [decisions, last] = await Promise.all([countDecisions(manager), this.models.newest(manager)]);
    if (!last) return decisions >= LEARN_FROM_AT_LEAST;
    // A tenth more (or fewer: what was deleted teaches no longer), and not for every handful: the models of before are
    // what can be gone back to.
    const since = Math.abs(decisions - last.decisions);
    return since >= Math.max(20, last.decisions / 10) || last.base !== bundledModel().name;
  }

  /** @throws TooFewDecisions, LearningUnderWay */
  async learn(): Promise<LearntModel> {
    const id = await this.dataSource.transaction(async (manager) => {
      const [{ mine }] = await manager.query<[{ mine: boolean }]>(
        `SELECT pg_try_advisory_xact_lock($1) AS mine`,
        [LOCK],
      );
      if (!mine) throw new LearningUnderWay();
      const decisions = await readDecisions(manager, DECISIONS_LEARNT_FROM);
      if (decisions.length < LEARN_FROM_AT_LEAST)
        throw new TooFewDecisions(LEARN_FROM_AT_LEAST, decisions.length);
      const base = bundledModel();
      const made = new Date().toISOString().slice(0, 19).replace('T', ' ');
      const { file, replay, impact, better } = await this.attempt(manager, async () =>
        inThread<Learnt>({
          base,
          current: await this.current(),
          approved: await this.read(await this.models.approvedId(manager)),
          decisions,
          name: `${base.name} + team of ${made}`,
        }),
      );
      const { before, after } = replay;
      const state = !better ? 'refused' : needsApproval(impact) ? 'waiting' : 'active';
      this.logger.log({ decisions: decisions.length, before, after, impact, state }, 'Trained a model');
      return this.models.save(manager, file, {
        base: base.name,
        decisions: await countDecisions(manager),
        report: replay,
        impact,
        state,
      });
    });
    await this.following.follow();
    return this.get(id);
  }

  /**
   * What another model would have said about decisions that no model has learnt from.
   * @param id of the model; null for the one in the box
   * @throws ModelNotFound
   */
  async replay(id: number | null): Promise<Replay> {
    const candidate = await this.read(id);
    const decisions = await readDecisions(this.dataSource.manager, DECISIONS_LEARNT_FROM);
    return inThread<Replay>({ current: await this.current(), candidate, decisions });
  }

  /** @throws ModelNotFound, and ModelWorse unless it is insisted on */
  async activate(id: number | null, insist: boolean, by: Caller): Promise<Replay> {
    const replay = await this.replay(id);
    if (replay.verdict === 'worse' && !insist) throw new ModelWorse(replay);
    await this.dataSource.transaction((manager) => this.models.activate(manager, id, by.id));
    this.logger.log({ modelId: id, userId: by.id }, 'An admin activated a model');
    await this.following.follow();
    return replay;
  }

  /**
   * An administrator's word on a model that would change many answers.
   * @throws ModelNotFound, ModelNotWaiting
   */
  async review(id: number, verdict: 'approved' | 'rejected', by: Caller): Promise<LearntModel> {
    const reviewed = await this.dataSource.transaction(async (manager) => {
      const waiting = await this.models.review(manager, id, by.id);
      if (waiting && verdict === 'approved') await this.models.activate(manager, id);
      return waiting;
    });
    const model = await this.get(id);
    if (!reviewed) throw new ModelNotWaiting(id);
    this.logger.log({ modelId: id, userId: by.id, verdict }, 'A trained model was reviewed');
    await this.following.follow();
    return model;
  }

  async overview(): Promise<{ boxed: string; decisions: number; needed: number; models: LearntModel[] }> {
    const [decisions, models] = await Promise.all([
      countDecisions(this.dataSource.manager),
      this.models.list(),
    ]);
    return { boxed: bundledModel().name, decisions, needed: LEARN_FROM_AT_LEAST, models };
  }

  /** Beside the transaction that holds the lock, so that the attempt is known also where the process is killed. */
  private async attempt<Outcome>(manager: EntityManager, learning: () => Promise<Outcome>): Promise<Outcome> {
    await this.dataSource.query(
      `INSERT INTO learning_attempts DEFAULT VALUES ON CONFLICT (id) DO UPDATE SET started_at = now()`,
    );
    // PostgreSQL ends a transaction that is idle for half a minute.
    const alive = setInterval(() => void manager.query('SELECT 1').catch(() => undefined), STILL_LEARNING_MS);
    try {
      return await learning();
    } finally {
      clearInterval(alive);
      await this.dataSource.query('DELETE FROM learning_attempts');
    }
  }

  /** Whether a learning has begun lately and not ended; also while it is under way. */
  private async wasInterrupted(): Promise<boolean> {
    const [{ interrupted }] = await this.dataSource.query<[{ interrupted: boolean }]>(
      `SELECT EXISTS (SELECT FROM learning_attempts WHERE started_at > now() - make_interval(mins => $1)) AS interrupted`,
      [PAUSE_MINUTES],
    );
    return interrupted;
  }

  private async get(id: number): Promise<LearntModel> {
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

/** Training keeps a processor busy for seconds; requests and jobs go on beside it, and before it. */
async function inThread<Outcome>(task: Lesson | JudgingTask): Promise<Outcome> {
  const thread = new Worker(new URL('./learn.thread.js', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const [outcome] = (await once(thread, 'message')) as [Outcome];
  return outcome;
}
