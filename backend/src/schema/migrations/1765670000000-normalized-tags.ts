import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Invisible characters in tags, as in `normalizeLabel`. */
const INVISIBLE = '[\\u00ad\\u180e\\u200b\\u2060-\\u2064\\ufeff]';

/** Tags that look alike become one: composed letters, and no invisible characters. */
export class NormalizedTags1765670000000 implements MigrationInterface {
  name = 'NormalizedTags1765670000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      UPDATE tickets SET tags = ARRAY(
        SELECT tag FROM (
          SELECT normalize(btrim(regexp_replace(tag, '${INVISIBLE}', '', 'g')), NFC) AS tag, min(place) AS place
          FROM unnest(tags) WITH ORDINALITY AS given (tag, place) GROUP BY 1
        ) AS normalized WHERE tag <> '' ORDER BY place
      )
      WHERE EXISTS (SELECT FROM unnest(tags) AS tag WHERE tag IS NOT NFC NORMALIZED OR tag ~ '${INVISIBLE}')`);
  }

  async down(): Promise<void> {
    // The former spellings are not stored.
  }
}
