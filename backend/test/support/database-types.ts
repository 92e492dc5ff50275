import type { DataSource } from 'typeorm';

/** What the driver makes of a type: when it is read, and what it accepts where that is more. */
const TYPES: Record<string, [read: string, written?: string]> = {
  boolean: ['boolean'],
  smallint: ['number'],
  integer: ['number'],
  bigint: ['string', 'string | number'],
  real: ['number'],
  'double precision': ['number'],
  text: ['string'],
  uuid: ['string'],
  date: ['Date', 'Date | string'],
  'timestamp with time zone': ['Date', 'Date | string'],
  bytea: ['Buffer'],
  tsvector: ['string'],
  json: ['unknown'],
  jsonb: ['unknown'],
};

export interface DatabaseColumn {
  table: string;
  isView: boolean;
  name: string;
  /** PostgreSQL's name, without precision. */
  type: string;
  isNullable: boolean;
  hasDefault: boolean;
}

/** Tables of TypeORM itself. */
const INTERNAL_TABLES = ['migrations', 'typeorm_metadata'];

export function readColumns(dataSource: DataSource): Promise<DatabaseColumn[]> {
  return dataSource.query<DatabaseColumn[]>(
    `SELECT c.relname AS table, c.relkind = 'v' AS "isView", a.attname AS name, format_type(a.atttypid, NULL) AS type,
       NOT a.attnotnull AS "isNullable", a.atthasdef OR a.attidentity <> '' AS "hasDefault"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 AND NOT a.attisdropped
       AND c.relname <> ALL ($1)
     ORDER BY c.relname COLLATE "C", a.attnum`,
    [INTERNAL_TABLES],
  );
}

/** TypeScript types of the database's tables, views and enums. */
export async function databaseTypes(dataSource: DataSource): Promise<string> {
  const columns = await readColumns(dataSource);
  const enums = await dataSource.query<{ name: string; values: string[] }[]>(
    `SELECT typname AS name, array_agg(enumlabel::text ORDER BY enumsortorder) AS values
     FROM pg_type JOIN pg_enum ON enumtypid = pg_type.oid WHERE typnamespace = 'public'::regnamespace
     GROUP BY typname ORDER BY typname COLLATE "C"`,
  );
  const names = new Set(enums.map(({ name }) => name));
  const tables = Map.groupBy(columns, ({ table }) => table);
  const group = (name: string, contains: (column: DatabaseColumn) => boolean): string[] => {
    const members = [...tables].filter(([, [first]]) => contains(first!));
    return [
      `export interface ${name} {`,
      ...members.map(([table]) => `  ${table}: ${interfaceName(table)};`),
      '}',
    ];
  };
  return [
    '// Generated from the migrated database by `npm run database:generate`. Do not edit.',
    "import type { ColumnType, Generated } from 'kysely';",
    '',
    'export interface Enums {',
    ...enums.map(({ name, values }) => `  ${name}: ${values.map((value) => `'${value}'`).join(' | ')};`),
    '}',
    ...[...tables].flatMap(([table, own]) => [
      '',
      `export interface ${interfaceName(table)} {`,
      ...own.map((column) => `  ${column.name}: ${columnType(column, names)};`),
      '}',
    ]),
    '',
    ...group('Tables', (each) => !each.isView),
    '',
    ...group('Views', (each) => each.isView),
    '',
    'export type Database = Tables & Views;',
    '',
  ].join('\n');
}

function columnType(
  { name, table, type, isNullable, isView, hasDefault }: DatabaseColumn,
  enums: Set<string>,
): string {
  const isArray = type.endsWith('[]');
  const element = isArray ? type.slice(0, -2) : type;
  const known = enums.has(element) ? [`Enums['${element}']`] : TYPES[element];
  if (!known) throw new Error(`Add the type ${type} of ${table}.${name} to TYPES.`);
  const suffix = `${isArray ? '[]' : ''}${isNullable ? ' | null' : ''}`;
  const [read, written] = known.map(
    (each) => `${isArray && each!.includes(' ') ? `(${each})` : each}${suffix}`,
  );
  if (isView) return `ColumnType<${read}, never, never>`;
  if (written) return `ColumnType<${read}, ${written}${hasDefault ? ' | undefined' : ''}, ${written}>`;
  return hasDefault ? `Generated<${read}>` : read!;
}

/** Such as `TicketsTable` for `tickets`. */
function interfaceName(table: string): string {
  return `${table.replaceAll(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}Table`;
}
