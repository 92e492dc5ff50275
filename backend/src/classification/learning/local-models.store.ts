import { gunzip, gzip } from 'node:zlib';
import { promisify } from 'node:util';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { LinearModelFile } from '../local/linear-model.js';
import type { Replay } from './replay.js';

export const MODEL_STATES = ['active', 'retired', 'refused'] as const;
export type ModelState = (typeof MODEL_STATES)[number];

/** A model that was learnt from the team, without its weights. */
export interface LearntModel {
  id: number;
  name: string;
  /** The model in the box that it started from. */
  base: string;
  /** How many decisions the team had made by then. */
  decisions: number;
  /** Against the model of then, on decisions that were held out; its lists of tickets are cut. */
  report: Replay;
  state: ModelState;
  createdAt: Date;
  activatedAt: Date | null;
}

/** What can be gone back to. */
const KEPT = 20;
const TICKETS_TOLD = 20;

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** Versions of the local model. One may be active; where none is, the model in the box answers. */
@Injectable()
export class LocalModelsStore {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<LearntModel[]> {
    return this.dataSource.query<LearntModel[]>(`${MODELS} ORDER BY id DESC`);
  }

  async find(id: number): Promise<LearntModel | undefined> {
    const [model] = await this.dataSource.query<LearntModel[]>(`${MODELS} WHERE id = $1`, [id]);
    return model;
  }

  /** The one that was tried last, whatever came of it. */
  async newest(manager: EntityManager): Promise<LearntModel | undefined> {
    const [model] = await manager.query<LearntModel[]>(`${MODELS} ORDER BY id DESC LIMIT 1`);
    return model;
  }

  async activeId(): Promise<number | null> {
    const [active] = await this.dataSource.query<{ id: number }[]>(
      `SELECT id FROM local_models WHERE state = 'active'`,
    );
    return active?.id ?? null;
  }

  async read(id: number): Promise<LinearModelFile | undefined> {
    const [row] = await this.dataSource.query<{ file: Buffer }[]>(
      `SELECT file FROM local_models WHERE id = $1`,
      [id],
    );
    return row && (JSON.parse((await unpack(row.file)).toString()) as LinearModelFile);
  }

  /** Keeps a model and, where it is better, puts it in the active one's place. */
  async save(
    manager: EntityManager,
    file: LinearModelFile,
    {
      base,
      decisions,
      report,
      better,
    }: Pick<LearntModel, 'base' | 'decisions' | 'report'> & { better: boolean },
  ): Promise<number> {
    const packed = await pack(JSON.stringify(file));
    const told = {
      ...report,
      gained: report.gained.slice(0, TICKETS_TOLD),
      lost: report.lost.slice(0, TICKETS_TOLD),
    };
    const [{ id }] = await manager.query<[{ id: number }]>(
      `INSERT INTO local_models (name, base, decisions, report, file, state) VALUES ($1, $2, $3, $4, $5, 'refused')
       RETURNING id`,
      [file.name, base, decisions, told, packed],
    );
    if (better) await this.activate(manager, id);
    await manager.query(
      `DELETE FROM local_models WHERE state <> 'active'
       AND id <= (SELECT id FROM local_models ORDER BY id DESC OFFSET $1 LIMIT 1)`,
      [KEPT],
    );
    return id;
  }

  /** Null puts the model in the box in its place. */
  async activate(manager: EntityManager, id: number | null): Promise<void> {
    await manager.query(
      `UPDATE local_models SET state = 'retired' WHERE state = 'active' AND id IS DISTINCT FROM $1`,
      [id],
    );
    await manager.query(`UPDATE local_models SET state = 'active', activated_at = now() WHERE id = $1`, [id]);
  }
}

const MODELS = `
  SELECT id, name, base, decisions, report, state, created_at AS "createdAt", activated_at AS "activatedAt"
  FROM local_models`;
