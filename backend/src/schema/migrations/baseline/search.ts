import type { QueryRunner } from 'typeorm';

/**
 * Characters above ASCII other than letters, marks and numbers, by Unicode 16, as a PostgreSQL regular expression
 * class. Listed explicitly, since [[:punct:]] depends on the locale of the database.
 */
const SEPARATORS = [
  '\\u0080-\\u00a9\\u00ab-\\u00b1\\u00b4\\u00b6-\\u00b8\\u00bb\\u00bf\\u00d7\\u00f7\\u02bb\\u02bc\\u02c2-\\u02c5\\u02d2-\\u02df',
  '\\u02e5-\\u02eb\\u02ed\\u02ef-\\u02ff\\u0375\\u037e\\u0384\\u0385\\u0387\\u03f6\\u0482\\u055a-\\u055f\\u0589-\\u058f',
  '\\u05be\\u05c0\\u05c3\\u05c6\\u05f3-\\u060f\\u061b-\\u061f\\u066a-\\u066d\\u06d4\\u06dd\\u06de\\u06e9\\u06fd\\u06fe',
  '\\u0700-\\u070f\\u07f6-\\u07f9\\u07fe\\u07ff\\u0830-\\u083e\\u085e\\u0888\\u0890\\u0891\\u08e2\\u0964\\u0965\\u0970',
  '\\u09f2\\u09f3\\u09fa\\u09fb\\u09fd\\u0a76\\u0af0\\u0af1\\u0b70\\u0bf3-\\u0bfa\\u0c77\\u0c7f\\u0c84\\u0d4f\\u0d79\\u0df4',
  '\\u0e3f\\u0e4f\\u0e5a\\u0e5b\\u0f01-\\u0f17\\u0f1a-\\u0f1f\\u0f34\\u0f36\\u0f38\\u0f3a-\\u0f3d\\u0f85\\u0fbe-\\u0fc5',
  '\\u0fc7-\\u0fda\\u104a-\\u104f\\u109e\\u109f\\u10fb\\u1360-\\u1368\\u1390-\\u1399\\u1400\\u166d\\u166e\\u1680\\u169b',
  '\\u169c\\u16eb-\\u16ed\\u1735\\u1736\\u17d4-\\u17d6\\u17d8-\\u17db\\u1800-\\u180a\\u180e\\u1940-\\u1945\\u19de-\\u19ff',
  '\\u1a1e\\u1a1f\\u1aa0-\\u1aa6\\u1aa8-\\u1aad\\u1b4e\\u1b4f\\u1b5a-\\u1b6a\\u1b74-\\u1b7f\\u1bfc-\\u1bff\\u1c3b-\\u1c3f',
  '\\u1c7e\\u1c7f\\u1cc0-\\u1cc7\\u1cd3\\u1fbd\\u1fbf-\\u1fc1\\u1fcd-\\u1fcf\\u1fdd-\\u1fdf\\u1fed-\\u1fef\\u1ffd-\\u206f',
  '\\u207a-\\u207e\\u208a-\\u208e\\u20a0-\\u20c1\\u2100\\u2101\\u2103-\\u2106\\u2108\\u2109\\u2114\\u2116-\\u2118\\u211e-\\u2123',
  '\\u2125\\u2127\\u2129\\u212e\\u213a\\u213b\\u2140-\\u2144\\u214a-\\u214d\\u214f\\u218a-\\u244a\\u249c-\\u24e9\\u2500-\\u2775',
  '\\u2794-\\u2bff\\u2ce5-\\u2cea\\u2cf9-\\u2cfc\\u2cfe\\u2cff\\u2d70\\u2e00-\\u2e2e\\u2e30-\\u3004\\u3008-\\u3020\\u3030',
  '\\u3036\\u3037\\u303d-\\u303f\\u309b\\u309c\\u30a0\\u30fb\\u3190\\u3191\\u3196-\\u319f\\u31c0-\\u31ef\\u3200-\\u321e',
  '\\u322a-\\u3247\\u3250\\u3260-\\u327f\\u328a-\\u32b0\\u32c0-\\u33ff\\u4dc0-\\u4dff\\ua490-\\ua4c6\\ua4fe\\ua4ff\\ua60d-\\ua60f',
  '\\ua673\\ua67e\\ua6f2-\\ua716\\ua720\\ua721\\ua789\\ua78a\\ua828-\\ua82b\\ua836-\\ua839\\ua874-\\ua877\\ua8ce\\ua8cf',
  '\\ua8f8-\\ua8fa\\ua8fc\\ua92e\\ua92f\\ua95f\\ua9c1-\\ua9cd\\ua9de\\ua9df\\uaa5c-\\uaa5f\\uaa77-\\uaa79\\uaade\\uaadf',
  '\\uaaf0\\uaaf1\\uab5b\\uab6a\\uab6b\\uabeb\\ue000-\\uf8ff\\ufb29\\ufbb2-\\ufbd2\\ufd3e-\\ufd4f\\ufd90\\ufd91\\ufdc8-\\ufdcf',
  '\\ufdfc-\\ufdff\\ufe10-\\ufe19\\ufe30-\\ufe6b\\ufeff-\\uff0f\\uff1a-\\uff20\\uff3b-\\uff40\\uff5b-\\uff65\\uffe0-\\ufffd',
  '\\U00010100-\\U00010102\\U00010137-\\U0001013f\\U00010179-\\U00010189\\U0001018c-\\U000101fc\\U0001039f\\U000103d0',
  '\\U0001056f\\U00010857\\U00010877\\U00010878\\U0001091f\\U0001093f\\U00010a50-\\U00010a58\\U00010a7f\\U00010ac8',
  '\\U00010af0-\\U00010af6\\U00010b39-\\U00010b3f\\U00010b99-\\U00010b9c\\U00010d6e\\U00010d8e\\U00010d8f\\U00010ead',
  '\\U00010ed0-\\U00010ed8\\U00010f55-\\U00010f59\\U00010f86-\\U00010f89\\U00011047-\\U0001104d\\U000110bb-\\U000110c1',
  '\\U000110cd\\U00011140-\\U00011143\\U00011174\\U00011175\\U000111c5-\\U000111c8\\U000111cd\\U000111db\\U000111dd-\\U000111df',
  '\\U00011238-\\U0001123d\\U000112a9\\U000113d4-\\U000113d8\\U0001144b-\\U0001144f\\U0001145a-\\U0001145d\\U000114c6',
  '\\U000115c1-\\U000115d7\\U00011641-\\U00011643\\U00011660-\\U0001166c\\U000116b9\\U0001173c-\\U0001173f\\U0001183b',
  '\\U00011944-\\U00011946\\U000119e2\\U00011a3f-\\U00011a46\\U00011a9a-\\U00011a9c\\U00011a9e-\\U00011aa2',
  '\\U00011b00-\\U00011b09\\U00011be1\\U00011c41-\\U00011c45\\U00011c70\\U00011c71\\U00011ef7\\U00011ef8\\U00011f43-\\U00011f4f',
  '\\U00011fd5-\\U00011fff\\U00012470-\\U00012474\\U00012ff1\\U00012ff2\\U00013430-\\U0001343f\\U00016a6e\\U00016a6f',
  '\\U00016af5\\U00016b37-\\U00016b3f\\U00016b44\\U00016b45\\U00016d6d-\\U00016d6f\\U00016e97-\\U00016e9a\\U00016fe2',
  '\\U0001bc9c\\U0001bc9f-\\U0001ccef\\U0001ccfa-\\U0001cef0\\U0001cf50-\\U0001d164\\U0001d16a-\\U0001d16c',
  '\\U0001d173-\\U0001d17a\\U0001d183\\U0001d184\\U0001d18c-\\U0001d1a9\\U0001d1ae-\\U0001d241\\U0001d245\\U0001d300-\\U0001d356',
  '\\U0001d6c1\\U0001d6db\\U0001d6fb\\U0001d715\\U0001d735\\U0001d74f\\U0001d76f\\U0001d789\\U0001d7a9\\U0001d7c3',
  '\\U0001d800-\\U0001d9ff\\U0001da37-\\U0001da3a\\U0001da6d-\\U0001da74\\U0001da76-\\U0001da83\\U0001da85-\\U0001da8b',
  '\\U0001e14f\\U0001e2ff\\U0001e5ff\\U0001e95e\\U0001e95f\\U0001ecac\\U0001ecb0\\U0001ed2e\\U0001eef0-\\U0001fbef',
  '\\U0001fbfa\\U000e0001-\\U000e007f\\U000f0000-\\U0010fffd',
].join('');

/** Accents and vowel points. Vowel signs of Indic scripts and Thai are marks as well, but are kept. */
const ACCENTS = [
  '\\u0300-\\u036f\\u0483-\\u0489\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u0640',
  '\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff\\u1dc0-\\u1dff',
  '\\u20d0-\\u20ff\\ufe00-\\ufe0f\\ufe20-\\ufe2f\\U000e0100-\\U000e01ef',
].join('');

/** Scripts without spaces between words: Thai, Lao, Myanmar, Khmer, Han, kana, Hangul. */
const UNSPACED = [
  '\\u0e01-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u3035',
  '\\u3038-\\u31ff\\u3400-\\u4dbf\\u4e00-\\ua4cf\\uac00-\\ud7ff\\uf900-\\ufaff\\U00020000-\\U0003ffff',
].join('');

const ASCII_PUNCTUATION = '!-/:-@\\[-`{-~';

/** Characters that may be omitted within a word: "email" also finds "e-mail", "cant" also "can’t". */
const JOINERS = `-''’‘ʼ‐‑\u00ad\u200b\u200c\u200d`;

const UMLAUTS = 'äöüåøÄÖÜÅØ';

/** Umlauts transliterated. */
const writtenOut = (text: string): string =>
  `replace(replace(replace(replace(translate(normalize(${text}, NFC), 'ÄÖÜÅØø', 'äöüåöö'), 'ä', 'ae'), 'ö', 'oe'), 'ü', 'ue'), 'å', 'aa')`;

/** Words with umlauts, transliterated. "Ångström" is also written "Angstroem". */
const WRITTEN_OUT_WORDS = writtenOut(
  `string_agg(word[1] || CASE WHEN word[1] ~ '[Åå]' THEN ' ' || translate(word[1], 'Åå', 'Aa') ELSE '' END, ' ')`,
);

/** With locale C of libc, lower() supports only ASCII, but not every version has a collation for it. */
const hasUnicodeCollation = `SELECT current_setting('server_version_num')::int >= 170000 AS known`;

/**
 * Searches by words. Texts and searches are split by the same functions, which do not depend on the locale of the
 * database.
 */
export async function createSearch(q: QueryRunner): Promise<void> {
  const [{ known }] = (await q.query(hasUnicodeCollation)) as [{ known: boolean }];
  const lower = known ? 'lower(words COLLATE pg_catalog.pg_c_utf8)' : 'lower(words)';
  for (const statements of [wordFunctions(lower), KEYS, DERIVED]) await q.query(statements);
}

const wordFunctions = (lower: string): string => `
  -- Words of a text without accents, separated by spaces. In scripts without spaces, each pair of adjacent characters
  -- is a word, and so is the last character of a run. PostgreSQL lowercases ASCII.
  CREATE FUNCTION search_text(original text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  DECLARE
    words text;
    letters text[];
  BEGIN
    IF octet_length(original) = char_length(original) THEN
      RETURN regexp_replace(original, '[${ASCII_PUNCTUATION}]+', ' ', 'g');
    END IF;
    -- Before their decomposition, which makes letters of symbols such as ™, and after it, which makes punctuation of numbers.
    words := normalize(regexp_replace(original, '[${ASCII_PUNCTUATION}${SEPARATORS}]+', ' ', 'g'), NFKD);
    words := regexp_replace(words, '[${ASCII_PUNCTUATION}\\u2044\\u00b7]+', ' ', 'g');
    words := normalize(regexp_replace(${lower}, '[${ACCENTS}]+', '', 'g'), NFC);
    words := replace(replace(replace(replace(translate(words, 'ςıłøđðħŧ', 'σiloddht'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th');
    IF words ~ '[${UNSPACED}]' THEN
      letters := string_to_array(words, NULL);
      SELECT string_agg(CASE
          WHEN letter !~ '[${UNSPACED}]' THEN letter || CASE WHEN next ~ '[${UNSPACED}]' THEN ' ' ELSE '' END
          WHEN next ~ '[${UNSPACED}]' THEN letter || next || ' '
          ELSE letter || ' ' END, '' ORDER BY place)
        INTO words FROM unnest(letters, letters[2:]) WITH ORDINALITY AS pair (letter, next, place);
    END IF;
    RETURN words;
  END $$;

  -- Words of a text: their stems, their original forms, and other spellings: compounds joined, umlauts transliterated,
  -- URLs without their port, and numbers without the letters before them ("99817" in "AB99817").
  CREATE FUNCTION search_words(original text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  DECLARE
    words text := search_text(original);
    found tsvector := to_tsvector('english', words) || to_tsvector('simple', words);
    spellings text;
  BEGIN
    IF original ~ '\\w[${JOINERS}]\\w' THEN
      SELECT regexp_replace(string_agg(compound[1], ' '), '[${JOINERS}]', '', 'g') INTO spellings
        FROM regexp_matches(original, '\\w+(?:[${JOINERS}]\\w+)+', 'g') AS compound;
      found := found || to_tsvector('simple', search_text(spellings));
    END IF;
    IF octet_length(original) > char_length(original) AND normalize(original, NFC) ~ '[${UMLAUTS}]' THEN
      SELECT ${WRITTEN_OUT_WORDS} INTO spellings
        FROM regexp_matches(normalize(original, NFC), '\\w*[${UMLAUTS}]\\w*', 'g') AS word;
      found := found || to_tsvector('simple', search_text(spellings));
    END IF;
    IF original ~ ':[0-9]{1,5}/' THEN
      SELECT string_agg(url[1] || url[2], ' ') INTO spellings
        FROM regexp_matches(original, '((?:[[:alnum:]]+://)?[[:alnum:]._-]+):[0-9]{1,5}(/\\S*)', 'g') AS url;
      found := found || to_tsvector('simple', search_text(coalesce(spellings, '')));
    END IF;
    IF original ~ '[[:alpha:]][0-9]' THEN
      SELECT string_agg(number[1], ' ') INTO spellings
        FROM regexp_matches(original, '\\m[[:alpha:]]{1,5}([0-9]+(?:[._-][[:alnum:]]+)*)', 'g') AS number;
      found := found || to_tsvector('simple', search_text(coalesce(spellings, '')));
    END IF;
    RETURN found;
  END $$;

  -- The condition for a word or phrase of a search; an unfinished one matches as a prefix.
  CREATE FUNCTION search_query(searched text, unfinished boolean) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
  DECLARE
    spellings text[] := ARRAY[searched];
    spelling text;
    words text;
    plain tsquery;
    stems tsquery;
    wanted tsquery := '';
  BEGIN
    IF searched ~ '\\w[${JOINERS}]\\w' THEN
      spellings := spellings || regexp_replace(searched, '[${JOINERS}]', '', 'g');
    END IF;
    IF octet_length(searched) > char_length(searched) AND normalize(searched, NFC) ~ '[${UMLAUTS}]' THEN
      spellings := spellings || ${writtenOut('searched')};
      IF normalize(searched, NFC) ~ '[Åå]' THEN
        spellings := spellings || ${writtenOut(`translate(normalize(searched, NFC), 'Åå', 'Aa')`)};
      END IF;
    END IF;
    FOREACH spelling IN ARRAY spellings LOOP
      words := btrim(search_text(spelling));
      CONTINUE WHEN words = '';
      -- The last character of a run stands by itself, where a text may go on.
      IF words ~ '[${UNSPACED}]$' THEN
        words := regexp_replace(words, '([${UNSPACED}])([${UNSPACED}]) \\2$', '\\1\\2');
      END IF;
      plain := phraseto_tsquery('simple', words);
      CONTINUE WHEN numnode(plain) = 0;
      stems := phraseto_tsquery('english', words);
      -- A phrase with stop words in it means them: its stems alone, which lack them, would find too much.
      IF numnode(stems) < numnode(plain) THEN stems := NULL; END IF;
      IF unfinished OR words ~ '^[${UNSPACED}]$' THEN plain := (plain::text || ':*')::tsquery; END IF;
      wanted := wanted || coalesce(stems || plain, plain);
    END LOOP;
    RETURN wanted;
  END $$;

  -- Words of tags have their own weight, so that a change of tags leaves the other words unchanged.
  CREATE FUNCTION ticket_search_words(title text, description text, requester_name text, requester_email text, tags text[])
    RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN search_words(concat(title, E'\\n', description, E'\\n', requester_name, ' ', requester_email))
      || setweight(search_words(array_to_string(tags, ' ')), 'C');
`;

/**
 * List positions of a ticket as numbers that the word index holds as well, so that a search for a frequent word reads
 * only the tickets of its page. Each number is `place * 8 + kind`.
 */
const KEYS = `
  CREATE FUNCTION search_period(at timestamptz, days integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN floor(extract(epoch FROM at - timestamptz 'epoch') / (days * 86400))::integer;

  -- The 4-day and 64-day periods in which the ticket was created and updated, its priority, and one of 64 samples.
  CREATE FUNCTION ticket_search_keys(id integer, created_at timestamptz, updated_at timestamptz, priority ticket_priority)
    RETURNS integer[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN ARRAY[
      search_period(created_at, 4) * 8, search_period(created_at, 64) * 8 + 1,
      search_period(updated_at, 4) * 8 + 2, search_period(updated_at, 64) * 8 + 3,
      CASE priority WHEN 'low' THEN 4 WHEN 'medium' THEN 12 WHEN 'high' THEN 20 ELSE 28 END,
      (id & 63) * 8 + 5];

  -- Keys of all tickets between two times, by 64-day periods where these lie within the range. The kind is 0 for
  -- created, 2 for updated.
  CREATE FUNCTION search_period_keys(kind integer, first timestamptz, last timestamptz) RETURNS integer[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (
      SELECT array_agg(DISTINCT CASE
        WHEN period - (period & 15) >= search_period(first, 4) AND period | 15 <= search_period(last, 4)
        THEN (period >> 4) * 8 + kind + 1 ELSE period * 8 + kind END)
      FROM generate_series(search_period(first, 4), search_period(last, 4)) AS period);
`;

/**
 * A trigger rather than a generated column, which PostgreSQL recomputes on every update in a table with BEFORE UPDATE
 * triggers. A restore enables the triggers `derive_…`, since a backup omits what they derive.
 *
 * The pending list of a GIN index is off: the write that fills it merges all of it, which took 60 to 150 ms with a
 * million tickets (https://www.postgresql.org/docs/current/gin.html#GIN-FAST-UPDATE).
 */
const DERIVED = `
  CREATE FUNCTION derive_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF TG_OP = 'UPDATE' AND (NEW.title, NEW.description, NEW.requester_name, NEW.requester_email)
        IS NOT DISTINCT FROM (OLD.title, OLD.description, OLD.requester_name, OLD.requester_email) THEN
      NEW.search_vector := ts_filter(OLD.search_vector, '{d}')
        || setweight(search_words(array_to_string(NEW.tags, ' ')), 'C');
    ELSE
      NEW.search_vector := ticket_search_words(NEW.title, NEW.description, NEW.requester_name, NEW.requester_email, NEW.tags);
    END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER derive_search_vector
    BEFORE INSERT OR UPDATE OF title, description, requester_name, requester_email, tags ON tickets
    FOR EACH ROW EXECUTE FUNCTION derive_search_vector();
  CREATE INDEX ix_tickets_search ON tickets
    USING gin (search_vector, tags, ticket_search_keys(id, created_at, updated_at, priority)) WITH (fastupdate = off);

  CREATE FUNCTION derive_message_search_vector() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    NEW.search_vector := search_words(NEW.body);
    RETURN NEW;
  END $$;
  CREATE TRIGGER derive_search_vector BEFORE INSERT OR UPDATE OF body ON ticket_messages
    FOR EACH ROW EXECUTE FUNCTION derive_message_search_vector();
  CREATE INDEX ix_ticket_messages_search ON ticket_messages USING gin (search_vector) WITH (fastupdate = off)
    WHERE search_vector IS NOT NULL;

  -- Tables whose rows have words of an earlier version. A migration that changes how texts are split adds them, and
  -- SearchBackfill derives their rows in the background.
  CREATE TABLE search_backfill (searched text PRIMARY KEY, next_id integer NOT NULL);
`;
