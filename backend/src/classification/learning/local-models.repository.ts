import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { bundledModel, type LinearModelFile } from '@ticketiq/bundled-model';
import {
  boolean,
  integer,
  json,
  jsonb,
  nullable,
  text,
  textOf,
  timestamptz,
} from '../../database/columns.js';
import { ago, db, execute, query, queryFirst, queryOne, statement } from '../../database/query.js';
import type { Impact, Replay } from './replay.js';
import type { Gate } from './train-model.js';

export const MODEL_STATES = ['active', 'waiting', 'retired', 'refused'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/** A model trained on the team's decisions, without its weights. */
export interface TrainedModel {
  id: number;
  name: string;
  /** The bundled model that training started from. */
  base: string;
  /** Number of the team's decisions at the time of training. */
  decisions: number;
  /** Comparison with the then active model on decisions that neither was trained on. Its lists of tickets are shortened. */
  report: Replay;
  /** Changes on the newest tickets; null for models trained before it was measured. */
  impact: Impact | null;
  /** Comparison of the candidates for each head; null for models of earlier versions. */
  gate: Gate | null;
  state: ModelState;
  createdAt: Date;
  activatedAt: Date | null;
  /** The administrator who approved, rejected or activated it. */
  reviewedBy: { id: number; name: string } | null;
  reviewedAt: Date | null;
}

const MODEL = {
  ...{ id: integer, name: text, base: text, decisions: integer },
  report: jsonb<Replay>(),
  impact: nullable(jsonb<Impact>()),
  gate: nullable(jsonb<Gate>()),
  state: textOf<ModelState>(),
  createdAt: timestamptz,
  activatedAt: nullable(timestamptz),
  reviewedBy: nullable(json<{ id: number; name: string }>()),
  reviewedAt: nullable(timestamptz),
};

/** Models available for a rollback. */
const MAX_STORED_MODELS = 20;
const MAX_REPORTED_TICKETS = 20;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/**
 * Versions of the local model. At most one is active; without one, the bundled model is used. A model of another bundled
 * model, such as that of an earlier release, can't be used: its features and file format differ.
 */
@Injectable()
export class LocalModelsRepository {
  private readonly base = bundledModel().name;

  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<TrainedModel[]> {
    return query(this.dataSource, statement(MODEL, sql`${SELECT_MODELS} ORDER BY m.id DESC`));
  }

  async find(id: number): Promise<TrainedModel | undefined> {
    return queryFirst(this.dataSource, statement(MODEL, sql`${SELECT_MODELS} WHERE m.id = ${id}`));
  }

  /** The model trained last, in any state. */
  async newest(manager: EntityManager): Promise<TrainedModel | undefined> {
    return queryFirst(manager, statement(MODEL, sql`${SELECT_MODELS} ORDER BY m.id DESC LIMIT 1`));
  }

  /** Id of the active model; null if the bundled model is active, or one of another bundled model. */
  async activeId(): Promise<number | null> {
    const active = await queryFirst(
      this.dataSource,
      db.selectFrom('local_models').select('id').where('state', '=', 'active').where('base', '=', this.base),
    );
    return active?.id ?? null;
  }

  /** The model that an administrator activated last; null for one of another bundled model. */
  async approvedId(manager: EntityManager): Promise<number | null> {
    const approved = await queryFirst(manager, SELECT_APPROVED_ID.where('base', '=', this.base));
    return approved?.id ?? null;
  }

  /** Reads a model's weights; undefined if the model does not exist, or is of another bundled model. */
  async read(id: number): Promise<LinearModelFile | undefined> {
    const row = await queryFirst(
      this.dataSource,
      db.selectFrom('local_models').select('file').where('id', '=', id).where('base', '=', this.base),
    );
    return row && (JSON.parse((await decompress(row.file)).toString()) as LinearModelFile);
  }

  /** Stores a model. A new active or waiting model rejects those that were waiting. */
  async save(
    manager: EntityManager,
    file: LinearModelFile,
    {
      base,
      decisions,
      report,
      impact,
      gate,
      state,
    }: Pick<TrainedModel, 'base' | 'decisions' | 'report' | 'impact' | 'gate' | 'state'>,
  ): Promise<number> {
    const compressed = await compress(JSON.stringify(file));
    const shortened = {
      ...report,
      gained: report.gained.slice(0, MAX_REPORTED_TICKETS),
      lost: report.lost.slice(0, MAX_REPORTED_TICKETS),
    };
    const insert = db
      .insertInto('local_models')
      .values({
        ...{ name: file.name, base, decisions, file: compressed, state: 'refused' },
        report: JSON.stringify(shortened),
        impact: impact && JSON.stringify(impact),
        gate: gate && JSON.stringify(gate),
      })
      .returning('id');
    const { id } = await queryOne(manager, insert);
    if (state !== 'refused') {
      const waiting = db.updateTable('local_models').set({ state: 'refused' });
      await execute(manager, waiting.where('state', '=', 'waiting'));
    }
    if (state === 'waiting')
      await execute(manager, db.updateTable('local_models').set({ state: 'waiting' }).where('id', '=', id));
    if (state === 'active') await this.activate(manager, id);
    const lastStored = db
      .selectFrom('local_models')
      .select('id')
      .orderBy('id', 'desc')
      .offset(MAX_STORED_MODELS)
      .limit(1);
    const purge = db
      .deleteFrom('local_models')
      .where('state', '<>', 'active')
      .where('id', 'not in', SELECT_APPROVED_ID)
      .where('id', '<=', lastStored);
    await execute(manager, purge);
    return id;
  }

  /**
   * Activates a model; null activates the bundled model.
   * @param reviewer the administrator who activated it; undefined for an automatic activation
   */
  async activate(manager: EntityManager, id: number | null, reviewer?: number): Promise<void> {
    const retire = db
      .updateTable('local_models')
      .set({ state: 'retired' })
      .where('state', '=', 'active')
      .where('id', 'is distinct from', id);
    await execute(manager, retire);
    if (id === null) return;
    const review = reviewer === undefined ? {} : { reviewed_by: reviewer, reviewed_at: sql<Date>`now()` };
    const activate = db
      .updateTable('local_models')
      .set({ state: 'active', activated_at: sql<Date>`now()`, ...review })
      .where('id', '=', id);
    await execute(manager, activate);
  }

  /**
   * Rejects a waiting model; activate it afterwards to approve it.
   * @returns whether it was waiting
   */
  async review(manager: EntityManager, id: number, reviewer: number): Promise<boolean> {
    const refuse = db
      .updateTable('local_models')
      .set({ state: 'refused', reviewed_by: reviewer, reviewed_at: sql<Date>`now()` })
      .where('id', '=', id)
      .where('state', '=', 'waiting');
    return (await execute(manager, refuse)) > 0;
  }

  /**
   * Takes the lock of training until the transaction ends.
   * @returns false if another process holds it
   */
  async lockTraining(manager: EntityManager, lock: number): Promise<boolean> {
    const take = statement({ mine: boolean }, sql`SELECT pg_try_advisory_xact_lock(${lock}) AS mine`);
    return (await queryOne(manager, take)).mine;
  }

  /** Whether any process holds the lock of training. */
  async isTraining(lock: number): Promise<boolean> {
    const held = statement(
      { held: boolean },
      sql`SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0
            AND objid = ${lock} AND objsubid = 1
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS held`,
    );
    return (await queryOne(this.dataSource, held)).held;
  }

  /** Records that a training has started. */
  async startAttempt(): Promise<void> {
    const start = sql`
      INSERT INTO learning_attempts DEFAULT VALUES ON CONFLICT (id) DO UPDATE SET started_at = now()`;
    await execute(this.dataSource, statement({}, start));
  }

  /** Records that a training has ended. */
  async endAttempt(): Promise<void> {
    await execute(this.dataSource, db.deleteFrom('learning_attempts'));
  }

  /** Whether a training that has not ended started in the last minutes. */
  async hasAttemptSince(minutes: number): Promise<boolean> {
    const recent = db
      .selectFrom('learning_attempts')
      .select('id')
      .where('started_at', '>', ago(minutes, 'mins'));
    return (await query(this.dataSource, recent)).length > 0;
  }
}

const SELECT_APPROVED_ID = db
  .selectFrom('local_models')
  .select('id')
  .where('reviewed_at', 'is not', null)
  .where('activated_at', 'is not', null)
  .orderBy('activated_at', 'desc')
  .limit(1);

const SELECT_MODELS = sql`
  SELECT m.id, m.name, m.base, m.decisions, m.report, m.impact, m.gate, m.state, m.created_at AS "createdAt",
    m.activated_at AS "activatedAt", m.reviewed_at AS "reviewedAt",
    CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS "reviewedBy"
  FROM local_models m LEFT JOIN users u ON u.id = m.reviewed_by`;
