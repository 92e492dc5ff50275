import type { Enums } from './tables.js';

/** Type of a result column: PostgreSQL's name for it, and as `Value` what the driver makes of it. */
export interface Column<out Value> {
  readonly type: string;
  readonly isNullable: boolean;
  /** Whether the column is nullable in its table, and never null in the statement's rows. */
  readonly isKnown?: boolean;
  /** Only a type; never set. */
  readonly value?: Value;
}

export type Columns = Readonly<Record<string, Column<unknown>>>;

/** The row that has these columns. */
export type RowOf<Of extends Columns> = {
  -readonly [Name in keyof Of]: Of[Name] extends Column<infer Value> ? Value : never;
};

function column<Value>(type: string): Column<Value> {
  return { type, isNullable: false };
}

export const boolean = column<boolean>('boolean');
export const smallint = column<number>('smallint');
export const integer = column<number>('integer');
/** As text, since a number cannot represent all of its values. */
export const bigint = column<string>('bigint');
export const real = column<number>('real');
export const double = column<number>('double precision');
export const text = column<string>('text');
export const uuid = column<string>('uuid');
export const bytea = column<Buffer>('bytea');
export const timestamptz = column<Date>('timestamp with time zone');

/** A value of one of the database's enum types. */
export function enumeration<Name extends keyof Enums>(name: Name): Column<Enums[Name]> {
  return column(name);
}

/** A JSON value, whose content PostgreSQL does not know. */
export function json<Value>(): Column<Value> {
  return column('json');
}

/** A binary JSON value, whose content PostgreSQL does not know. */
export function jsonb<Value>(): Column<Value> {
  return column('jsonb');
}

export function array<Value>({ type }: Column<Value>): Column<Value[]> {
  return column(`${type}[]`);
}

export function nullable<Value>({ type }: Column<Value>): Column<Value | null> {
  return { type, isNullable: true };
}

/** A text of a closed set, which a check constraint of the table states. */
export function textOf<Value extends string>(): Column<Value> {
  return column('text');
}

/** A column that can be null in its table, but not in the rows of the statement, whose condition excludes that. */
export function notNull<Value>(known: Column<Value>): Column<Value> {
  return { ...known, isKnown: true };
}
