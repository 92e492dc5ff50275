import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { claimIdempotencyKey, findIdempotencyKey } from './idempotency-keys.repository.js';
import { IDEMPOTENCY_HOURS } from './ticket-retention.js';
import { IdempotencyKeyReused } from './tickets.errors.js';

interface KeyedRequest {
  userId: number;
  key: string;
  /** The validated body and the path parameters. */
  request: unknown;
}

/**
 * Returns the stored response to the same request; undefined if this is the first. Locks the key until the transaction
 * ends.
 * @throws IdempotencyKeyReused
 */
export async function claimKey<Answer>(
  manager: EntityManager,
  { userId, key, request }: KeyedRequest,
): Promise<Answer | undefined> {
  const requestHash = hashOf(inOrder(request));
  if (await claimIdempotencyKey(manager, { userId, key, requestHash }, IDEMPOTENCY_HOURS)) return undefined;
  const first = await findIdempotencyKey(manager, { userId, key });
  if (first.requestHash !== requestHash && first.requestHash !== hashOf(request))
    throw new IdempotencyKeyReused();
  return first.answer as Answer;
}

/** Earlier versions hashed the fields in the order of the request. Their keys are valid for 24 hours. */
function hashOf(input: unknown): string {
  return createHash('sha256').update(JSON.stringify(input)).digest('base64url');
}

/** The value with sorted keys, so that the hash does not depend on the order in which a client serializes fields. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, field]) => [name, inOrder(field)]));
}
