import { sql } from 'kysely';
import { text } from '../../database/columns.js';
import type { EntityManager } from 'typeorm';
import { execute, lockUntilCommit, queryFirst, statement } from '../../database/query.js';

/** Advisory lock of changes of mailboxes, so that no two get the same address. */
const MAILBOX_LOCK = 7_413_011;

/** Serializes changes of mailboxes until the transaction ends. */
export async function lockMailboxes(manager: EntityManager): Promise<void> {
  await lockUntilCommit(manager, MAILBOX_LOCK);
}

/** An address of the list that another mailbox has, as its address or an alias. */
export async function findTakenAddress(
  manager: EntityManager,
  addresses: readonly string[],
  exceptId: number,
): Promise<string | undefined> {
  const taken = sql`
    SELECT a.address FROM unnest(${[...addresses]}::text[]) AS a (address)
    WHERE EXISTS (SELECT FROM mailboxes m
      WHERE m.id <> ${exceptId} AND (m.address = a.address OR m.aliases @> ARRAY[a.address]))
    LIMIT 1`;
  return (await queryFirst(manager, statement({ address: text }, taken)))?.address;
}

/** Forgets the cursor, so that the folder is read by the fetch policy again. */
export async function resetCursor(manager: EntityManager, id: number): Promise<void> {
  const reset = sql`
    UPDATE mailboxes SET uid_validity = NULL, last_uid = NULL WHERE id = ${id}`;
  await execute(manager, statement({}, reset));
}
