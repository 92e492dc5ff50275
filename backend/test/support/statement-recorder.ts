import { EventEmitter } from 'node:events';
import { DataSource, type EntityManager } from 'typeorm';
import type { Column, Columns } from '../../src/database/columns.js';
import { builtStatements, type BuiltStatement } from '../../src/database/query.js';
import { createDataSource } from '../../src/schema/data-source.js';

export interface RecordedStatement {
  sql: string;
  /** Declared columns of a statement written in SQL. */
  columns?: Columns;
  /** Settings of its transaction. */
  settings?: string;
}

type Row = Record<string, unknown>;

/** The methods of a repository class, or the functions of a repository file, each with a call that sends its statements. */
export type Calls<Repository> = {
  [Name in keyof Repository as Repository[Name] extends (...args: never[]) => unknown ? Name : never]: (
    repository: Repository,
    recorder: StatementRecorder,
  ) => unknown;
};

const CONTROL = /^(START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE)/;

/** Records the statements of repositories over a data source that is not connected and answers each with a row. */
export class StatementRecorder {
  private recorded: RecordedStatement[] = [];
  /** Columns of the statements that the builder made, by their text. */
  private readonly built = new Map<string, Columns | undefined>();
  private settings: string | undefined;
  private answers: Row[][] = [];
  private transaction: EntityManager | undefined;

  private constructor(readonly dataSource: DataSource) {}

  static async create(): Promise<StatementRecorder> {
    const dataSource = createDataSource('postgres://nowhere');
    const recorder = new StatementRecorder(dataSource);
    const client = Object.assign(new EventEmitter(), {
      query: (...args: Parameters<StatementRecorder['answer']>) => recorder.answer(...args),
      release: () => undefined,
      connection: { stream: { cork: () => undefined, uncork: () => undefined } },
    });
    const connect = (done?: (error: undefined, connected: unknown, release: () => void) => void): unknown =>
      done ? done(undefined, client, () => undefined) : Promise.resolve(client);
    Object.assign(dataSource.driver, { master: { connect, query: client.query } });
    await (dataSource as unknown as { buildMetadatas: () => Promise<void> }).buildMetadatas();
    return recorder;
  }

  /** Of the transaction in which the statements of a call are recorded. */
  get manager(): EntityManager {
    return this.transaction!;
  }

  /** Rows that the next statements are answered with, one list for each, instead of a row made up. */
  answering(...answers: Row[][]): this {
    this.answers = answers;
    return this;
  }

  async record(call: () => unknown): Promise<RecordedStatement[]> {
    this.recorded = [];
    this.answers = [];
    const listen = (message: unknown): void => {
      const { sql, columns } = message as BuiltStatement;
      this.built.set(sql, columns);
    };
    builtStatements.subscribe(listen);
    try {
      await this.dataSource.transaction(async (manager) => {
        this.transaction = manager;
        await call();
      });
    } finally {
      builtStatements.unsubscribe(listen);
    }
    return this.recorded;
  }

  private answer(statement: string | { text: string }): Promise<unknown> {
    const sql = typeof statement === 'string' ? statement : statement.text;
    const command = /^\s*(\w+)/.exec(sql)![1]!.toUpperCase();
    if (CONTROL.test(sql)) return Promise.resolve({ rows: [], rowCount: 0, command });
    if (command === 'BEGIN') {
      this.settings = sql.replace(/^BEGIN READ ONLY; /, '');
      return Promise.resolve({ rows: [], rowCount: 0, command });
    }
    const columns = this.built.get(sql);
    this.recorded.push({ sql, columns, settings: this.settings });
    this.settings = undefined;
    const rows = this.answers.shift() ?? [columns ? madeUpRow(columns) : anyRow()];
    return Promise.resolve({ rows, rowCount: rows.length, command });
  }
}

/** A row of a statement that TypeORM or the builder made: each column has the same value. */
function anyRow(): Row {
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? 1 : undefined) });
}

function madeUpRow(columns: Columns): Row {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, madeUpValue(column)]));
}

function madeUpValue({ type, isNullable }: Column<unknown>): unknown {
  if (type.endsWith('[]')) return [madeUpValue({ type: type.slice(0, -2), isNullable })];
  if (/^(smallint|integer|real|double precision)$/.test(type)) return 1;
  if (type === 'boolean') return true;
  if (type === 'timestamp with time zone') return new Date(0);
  if (type === 'json' || type === 'jsonb') return isNullable ? null : {};
  if (type === 'bytea') return Buffer.from('');
  return type === 'bigint' ? '1' : 'text';
}
