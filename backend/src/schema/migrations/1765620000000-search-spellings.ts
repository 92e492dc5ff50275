import type { MigrationInterface, QueryRunner } from 'typeorm';
import { QUERY_OF, WORDS_OF, writtenOut } from './1765500000000-search-words.js';

const SPELLED = writtenOut(`string_agg(word[1], ' ')`);
/** "Ångström" is also written "Angstroem". */
const SPELLED_WITH_A = writtenOut(
  `string_agg(word[1] || CASE WHEN word[1] ~ '[Åå]' THEN ' ' || translate(word[1], 'Åå', 'Aa') ELSE '' END, ' ')`,
);

/** A URL with a port is also found without it. */
const WITHOUT_PORTS = `
    IF original ~ ':[0-9]{1,5}/' THEN
      SELECT string_agg(url[1] || url[2], ' ') INTO spellings
        FROM regexp_matches(original, '((?:[[:alnum:]]+://)?[[:alnum:]._-]+):[0-9]{1,5}(/\\S*)', 'g') AS url;
      found := found || to_tsvector('simple', search_text(coalesce(spellings, '')));
    END IF;
    RETURN found;`;

const SEARCHED = `spellings := spellings || ${writtenOut('searched')};`;
const SEARCHED_WITH_A = `${SEARCHED}
      IF normalize(searched, NFC) ~ '[Åå]' THEN
        spellings := spellings || ${writtenOut(`translate(normalize(searched, NFC), 'Åå', 'Aa')`)};
      END IF;`;

const replacing = (statement: string): string =>
  statement.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');

/** Finds more spellings of a word. Existing rows are derived in the background (see SearchBackfill). */
export class SearchSpellings1765620000000 implements MigrationInterface {
  name = 'SearchSpellings1765620000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(
      replacing(WORDS_OF).replace(SPELLED, SPELLED_WITH_A).replace('RETURN found;', WITHOUT_PORTS.trim()),
    );
    await q.query(replacing(QUERY_OF).replace(SEARCHED, SEARCHED_WITH_A));
    for (const table of ['tickets', 'ticket_messages']) {
      await q.query(
        `INSERT INTO search_backfill SELECT '${table}', max(id) FROM ${table} HAVING max(id) IS NOT NULL
         ON CONFLICT (searched) DO UPDATE SET next_id = excluded.next_id`,
      );
    }
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(replacing(WORDS_OF));
    await q.query(replacing(QUERY_OF));
  }
}
