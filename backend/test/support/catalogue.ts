import pg from 'pg';

/**
 * Everything that defines the schema `public`, one text per object: types, tables with their columns in order,
 * constraints, indexes, views, functions, triggers, comments and privileges. White space in functions does not count.
 */
export async function catalogueOf(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`SET search_path = ''`);
    const { rows } = await client.query<{ object: string }>(CATALOGUE);
    return rows.map(({ object }) => normalize(object));
  } finally {
    await client.end();
  }
}

function normalize(object: string): string {
  // A condition that went through a dump has parentheses in other places.
  const isCondition = /^(constraint|trigger) /.test(object);
  return object.replaceAll(isCondition ? /[()]/g : /(?<=\()\s+|\s+(?=\))/g, '').replaceAll(/\s+/g, ' ');
}

/** TypeORM's own table, whose sequence depends on how many migrations have run. */
const OURS = `relnamespace = 'public'::regnamespace AND relname NOT LIKE 'migrations%'`;
/** What an extension brings depends on its version. */
const ours = (catalog: string, oid: string): string => `NOT EXISTS (SELECT FROM pg_depend
  WHERE classid = '${catalog}'::regclass AND objid = ${oid} AND deptype = 'e')`;

const CATALOGUE = `
  SELECT 'enum ' || typname || ' ' || string_agg(enumlabel, ', ' ORDER BY enumsortorder) AS object
  FROM pg_type t JOIN pg_enum ON enumtypid = t.oid WHERE typnamespace = 'public'::regnamespace GROUP BY t.oid, typname
  UNION ALL SELECT 'extension ' || extname FROM pg_extension
  UNION ALL
  SELECT concat_ws(' ', 'relation', relname, relkind, relpersistence, reloptions::text, relacl::text,
    string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), attnotnull::text, attidentity,
      attgenerated, attstorage, attacl::text, pg_get_expr(adbin, adrelid)), ', ' ORDER BY attnum))
  FROM pg_class c JOIN pg_attribute a ON attrelid = c.oid AND attnum > 0 AND NOT attisdropped
  LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE ${OURS} AND relkind IN ('r', 'v', 'S') GROUP BY c.oid, relname, relkind, relpersistence, reloptions, relacl::text
  UNION ALL SELECT 'view ' || relname || ' ' || pg_get_viewdef(oid) FROM pg_class WHERE ${OURS} AND relkind = 'v'
  UNION ALL
  SELECT concat_ws(' ', 'sequence', relname, seqtypid::regtype, seqstart, seqincrement, seqmax, seqcache)
  FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid WHERE ${OURS}
  UNION ALL
  SELECT concat_ws(' ', 'index', pg_get_indexdef(indexrelid), indisvalid::text)
  FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE ${OURS}
  UNION ALL
  SELECT concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(p.oid))
  -- Names of NOT NULL, which are catalogued since PostgreSQL 18, come from a table's first name.
  FROM pg_constraint p JOIN pg_class c ON c.oid = conrelid WHERE ${OURS} AND contype <> 'n'
  UNION ALL
  SELECT concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid), tgenabled)
  FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid WHERE ${OURS} AND NOT tgisinternal
  UNION ALL
  SELECT concat_ws(' ', 'function', pg_get_functiondef(p.oid), proacl::text) FROM pg_proc p
  WHERE pronamespace = 'public'::regnamespace AND ${ours('pg_proc', 'p.oid')}
  UNION ALL
  SELECT concat_ws(' ', 'comment', pg_describe_object(classoid, objoid, objsubid), description) FROM pg_description
  JOIN pg_class c ON classoid = 'pg_class'::regclass AND c.oid = objoid WHERE ${OURS}
  ORDER BY 1`;
