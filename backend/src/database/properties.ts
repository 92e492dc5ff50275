import type { Selectable } from 'kysely';

type CamelCase<Name> = Name extends `${infer Head}_${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The properties of an entity that has all columns of the table, with their types. */
export type PropertiesOf<Table> = {
  [Column in keyof Selectable<Table> as CamelCase<Column & string>]: Selectable<Table>[Column];
};
