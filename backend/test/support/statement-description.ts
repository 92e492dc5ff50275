import pg from 'pg';

export interface ResultColumn {
  name: string;
  /** PostgreSQL's name, without precision. */
  type: string;
  /** Undefined for an expression or a column of a view. */
  isNullable?: boolean;
}

interface Field {
  name: string;
  tableID: number;
  columnID: number;
  dataTypeID: number;
}

/** Parts of pg's connection that a query uses. */
interface Wire {
  parse(query: { name: string; text: string }, more?: boolean): void;
  describe(target: { type: 'S'; name: string }, more?: boolean): void;
  sync(): void;
}

/** Parses a statement and asks for its result, without executing it. */
class Description {
  private fields: Field[] = [];
  private error: Error | undefined;

  constructor(
    private readonly text: string,
    private readonly done: (error: Error | undefined, fields: Field[]) => void,
  ) {}

  submit(connection: Wire): void {
    connection.parse({ name: '', text: this.text }, true);
    connection.describe({ type: 'S', name: '' }, true);
    connection.sync();
  }

  handleRowDescription({ fields }: { fields: Field[] }): void {
    this.fields = fields;
  }

  handleError(error: Error): void {
    this.error = error;
  }

  handleReadyForQuery(): void {
    this.done(this.error, this.fields);
  }
}

/** The result columns of a statement. Throws if PostgreSQL refuses the statement. */
export async function describeStatement(client: pg.Client, text: string): Promise<ResultColumn[]> {
  const fields = await new Promise<Field[]>((resolve, reject) => {
    const description = new Description(text, (error, described) =>
      error ? reject(new Error(`${error.message}, in:\n${text}`)) : resolve(described),
    );
    client.query(description as unknown as pg.Submittable);
  });
  const { rows } = await client.query<{ type: string; isNullable: boolean | null }>(
    `SELECT format_type(f.type, NULL) AS type, CASE WHEN c.relkind = 'r' THEN NOT a.attnotnull END AS "isNullable"
     FROM unnest($1::oid[], $2::oid[], $3::int[]) WITH ORDINALITY AS f (type, relation, number, place)
     LEFT JOIN pg_class c ON c.oid = f.relation
     LEFT JOIN pg_attribute a ON a.attrelid = f.relation AND a.attnum = f.number ORDER BY place`,
    [
      fields.map(({ dataTypeID }) => dataTypeID),
      fields.map(({ tableID }) => tableID),
      fields.map(({ columnID }) => columnID),
    ],
  );
  return rows.map(({ type, isNullable }, i) => ({
    name: fields[i]!.name,
    type,
    ...(isNullable !== null && { isNullable }),
  }));
}
