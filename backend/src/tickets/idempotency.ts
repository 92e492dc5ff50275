import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { IdempotencyKey } from './idempotency-key.entity.js';
import { IDEMPOTENCY_HOURS } from './ticket-retention.js';
import { IdempotencyKeyReused } from './tickets.errors.js';

interface KeyedRequest {
  userId: number;
  key: string;
  /** The validated body, and the path's parameters. */
  request: unknown;
}

/**
 * The first answer to the same request; undefined where this is the first. Until the transaction ends, another request with
 * the key waits.
 * @throws IdempotencyKeyReused
 */
export async function claimKey<Answer>(
  manager: EntityManager,
  { userId, key, request }: KeyedRequest,
): Promise<Answer | undefined> {
  const requestHash = hashOf(inOrder(request));
  const claimed = await manager.query<unknown[]>(
    `INSERT INTO idempotency_keys AS k (key, request_hash, user_id) VALUES ($1, $2, $4)
     ON CONFLICT (key, user_id) DO UPDATE SET request_hash = excluded.request_hash, answer = NULL, created_at = now()
       WHERE k.created_at < now() - make_interval(hours => $3)
     RETURNING key`,
    [key, requestHash, IDEMPOTENCY_HOURS, userId],
  );
  if (claimed.length > 0) return undefined;
  const first = await manager.findOneByOrFail(IdempotencyKey, { userId, key });
  if (first.requestHash !== requestHash && first.requestHash !== hashOf(request))
    throw new IdempotencyKeyReused();
  return first.answer as Answer;
}

/** In the transaction that has claimed the key. */
export async function keepAnswer(
  manager: EntityManager,
  { userId, key, answer }: Omit<KeyedRequest, 'request'> & { answer: object },
): Promise<void> {
  await manager.update(IdempotencyKey, { userId, key }, { answer });
}

/** An earlier release, whose keys are good for 24 hours, took the fields in the order in which they came. */
function hashOf(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}

/** The same values in an order of their own, whatever order a client's map has. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]));
}
