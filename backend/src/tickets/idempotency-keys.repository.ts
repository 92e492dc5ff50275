import type { EntityManager } from 'typeorm';
import { sql } from 'kysely';
import { ago, db, query } from '../database/query.js';
import { IdempotencyKey } from './idempotency-key.entity.js';

/**
 * Stores a key that is new or older than the given hours, and locks it until the transaction ends.
 * @returns whether it was stored
 */
export async function claimIdempotencyKey(
  manager: EntityManager,
  { userId, key, requestHash }: Pick<IdempotencyKey, 'userId' | 'key' | 'requestHash'>,
  hours: number,
): Promise<boolean> {
  const claim = db
    .insertInto('idempotency_keys')
    .values({ user_id: userId, key, request_hash: requestHash })
    .onConflict((conflict) =>
      conflict
        .columns(['key', 'user_id'])
        .doUpdateSet(({ ref }) => ({
          request_hash: ref('excluded.request_hash'),
          answer: null,
          created_at: sql<Date>`now()`,
        }))
        .where('idempotency_keys.created_at', '<', ago(hours, 'hours')),
    )
    .returning('key');
  return (await query(manager, claim)).length > 0;
}

export function findIdempotencyKey(
  manager: EntityManager,
  { userId, key }: Pick<IdempotencyKey, 'userId' | 'key'>,
): Promise<IdempotencyKey> {
  return manager.findOneByOrFail(IdempotencyKey, { userId, key });
}

/** Stores the response, in the transaction that claimed the key. */
export async function storeAnswer(
  manager: EntityManager,
  { userId, key, answer }: Pick<IdempotencyKey, 'userId' | 'key'> & { answer: object },
): Promise<void> {
  await manager.update(IdempotencyKey, { userId, key }, { answer });
}
