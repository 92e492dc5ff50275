import type { EntityManager } from 'typeorm';
import { db, query } from '../../database/query.js';

/** Locks all administrators until the transaction ends, which serializes changes of them. */
export async function lockAdministrators(manager: EntityManager): Promise<void> {
  const administrators = db.selectFrom('users').select('id').where('role', '=', 'admin');
  await query(manager, administrators.orderBy('id').forUpdate());
}
