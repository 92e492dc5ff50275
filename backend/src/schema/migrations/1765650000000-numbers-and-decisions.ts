import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A number that follows letters is also found without them: "99817" in "AB99817", "2.3.1" in "v2.3.1". */
const AFTER_LETTERS = `
    IF original ~ '[[:alpha:]][0-9]' THEN
      SELECT string_agg(number[1], ' ') INTO spellings
        FROM regexp_matches(original, '\\m[[:alpha:]]{1,5}([0-9]+(?:[._-][[:alnum:]]+)*)', 'g') AS number;
      found := found || to_tsvector('simple', search_text(coalesce(spellings, '')));
    END IF;
    RETURN found;`;

/** An update that sets `decided_at` restores a decision as it was. */
const RESTORED = `BEGIN
      IF TG_OP = 'UPDATE' AND NEW.decided_by = 'agent' AND NEW.decided_at IS DISTINCT FROM OLD.decided_at THEN
        RETURN NEW;
      END IF;`;
const RESTORING = ['stamp_triage_decision()', 'keep_first_decision()'];

/** Replaces parts of a function's source. Existing search words are derived in the background (see SearchBackfill). */
export class NumbersAndDecisions1765650000000 implements MigrationInterface {
  name = 'NumbersAndDecisions1765650000000';

  async up(q: QueryRunner): Promise<void> {
    await replaceInFunction(q, 'search_words(text)', 'RETURN found;', AFTER_LETTERS.trim());
    for (const name of RESTORING) await replaceInFunction(q, name, 'BEGIN', RESTORED);
    for (const table of ['tickets', 'ticket_messages']) {
      await q.query(
        `INSERT INTO search_backfill SELECT '${table}', max(id) FROM ${table} HAVING max(id) IS NOT NULL
         ON CONFLICT (searched) DO UPDATE SET next_id = excluded.next_id`,
      );
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await replaceInFunction(q, 'search_words(text)', AFTER_LETTERS.trim(), 'RETURN found;');
    for (const name of RESTORING) await replaceInFunction(q, name, RESTORED, 'BEGIN');
  }
}

async function replaceInFunction(q: QueryRunner, name: string, before: string, after: string): Promise<void> {
  const [{ source }] = (await q.query(`SELECT pg_get_functiondef('${name}'::regprocedure) AS source`)) as [
    { source: string },
  ];
  if (!source.includes(before)) throw new Error(`${name} does not contain "${before}"`);
  await q.query(source.replace(before, () => after));
}
