import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { LinearModelFile } from '@ticketiq/bundled-model';
import type { Impact, Replay } from './replay.js';

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
  /** Comparison with the then active model on held-out decisions. Its lists of tickets are shortened. */
  report: Replay;
  /** Changes on the newest tickets; null for models trained before it was measured. */
  impact: Impact | null;
  state: ModelState;
  createdAt: Date;
  activatedAt: Date | null;
  /** The administrator who approved, rejected or activated it. */
  reviewedBy: { id: number; name: string } | null;
  reviewedAt: Date | null;
}

/** Models available for a rollback. */
const MAX_STORED_MODELS = 20;
const MAX_REPORTED_TICKETS = 20;

const compress = promisify(gzip);
const decompress = promisify(gunzip);

/** Versions of the local model. At most one is active; without one, the bundled model is used. */
@Injectable()
export class LocalModelsRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<TrainedModel[]> {
    return this.dataSource.query<TrainedModel[]>(`${SELECT_MODELS} ORDER BY m.id DESC`);
  }

  async find(id: number): Promise<TrainedModel | undefined> {
    const [model] = await this.dataSource.query<TrainedModel[]>(`${SELECT_MODELS} WHERE m.id = $1`, [id]);
    return model;
  }

  /** The model trained last, in any state. */
  async newest(manager: EntityManager): Promise<TrainedModel | undefined> {
    const [model] = await manager.query<TrainedModel[]>(`${SELECT_MODELS} ORDER BY m.id DESC LIMIT 1`);
    return model;
  }

  /** Id of the active model; null if the bundled model is active. */
  async activeId(): Promise<number | null> {
    const [active] = await this.dataSource.query<{ id: number }[]>(
      `SELECT id FROM local_models WHERE state = 'active'`,
    );
    return active?.id ?? null;
  }

  /** The model that an administrator activated last. */
  async approvedId(manager: EntityManager): Promise<number | null> {
    const [approved] = await manager.query<{ id: number }[]>(SELECT_APPROVED_ID);
    return approved?.id ?? null;
  }

  /** Reads a model's weights; undefined if the model does not exist. */
  async read(id: number): Promise<LinearModelFile | undefined> {
    const [row] = await this.dataSource.query<{ file: Buffer }[]>(
      `SELECT file FROM local_models WHERE id = $1`,
      [id],
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
      state,
    }: Pick<TrainedModel, 'base' | 'decisions' | 'report' | 'impact' | 'state'>,
  ): Promise<number> {
    const compressed = await compress(JSON.stringify(file));
    const shortened = {
      ...report,
      gained: report.gained.slice(0, MAX_REPORTED_TICKETS),
      lost: report.lost.slice(0, MAX_REPORTED_TICKETS),
    };
    const [{ id }] = await manager.query<[{ id: number }]>(
      `INSERT INTO local_models (name, base, decisions, report, impact, file, state)
       VALUES ($1, $2, $3, $4, $5, $6, 'refused') RETURNING id`,
      [file.name, base, decisions, shortened, impact, compressed],
    );
    if (state !== 'refused')
      await manager.query(`UPDATE local_models SET state = 'refused' WHERE state = 'waiting'`);
    if (state === 'waiting')
      await manager.query(`UPDATE local_models SET state = 'waiting' WHERE id = $1`, [id]);
    if (state === 'active') await this.activate(manager, id);
    await manager.query(
      `DELETE FROM local_models WHERE state <> 'active' AND id NOT IN (${SELECT_APPROVED_ID})
       AND id <= (SELECT id FROM local_models ORDER BY id DESC OFFSET $1 LIMIT 1)`,
      [MAX_STORED_MODELS],
    );
    return id;
  }

  /**
   * Activates a model; null activates the bundled model.
   * @param reviewer the administrator who activated it; undefined for an automatic activation
   */
  async activate(manager: EntityManager, id: number | null, reviewer?: number): Promise<void> {
    await manager.query(
      `UPDATE local_models SET state = 'retired' WHERE state = 'active' AND id IS DISTINCT FROM $1`,
      [id],
    );
    await manager.query(
      `UPDATE local_models SET state = 'active', activated_at = now(), reviewed_by = coalesce($2, reviewed_by),
         reviewed_at = CASE WHEN $2 IS NULL THEN reviewed_at ELSE now() END
       WHERE id = $1`,
      [id, reviewer ?? null],
    );
  }

  /**
   * Rejects a waiting model; activate it afterwards to approve it.
   * @returns whether it was waiting
   */
  async review(manager: EntityManager, id: number, reviewer: number): Promise<boolean> {
    const [, reviewed] = await manager.query<[unknown, number]>(
      `UPDATE local_models SET state = 'refused', reviewed_by = $2, reviewed_at = now()
       WHERE id = $1 AND state = 'waiting'`,
      [id, reviewer],
    );
    return reviewed > 0;
  }
}

const SELECT_APPROVED_ID = `SELECT id FROM local_models WHERE reviewed_at IS NOT NULL AND activated_at IS NOT NULL
  ORDER BY activated_at DESC LIMIT 1`;

const SELECT_MODELS = `
  SELECT m.id, m.name, m.base, m.decisions, m.report, m.impact, m.state, m.created_at AS "createdAt",
    m.activated_at AS "activatedAt", m.reviewed_at AS "reviewedAt",
    CASE WHEN u.id IS NOT NULL THEN json_build_object('id', u.id, 'name', u.name) END AS "reviewedBy"
  FROM local_models m LEFT JOIN users u ON u.id = m.reviewed_by`;
