/** What a log line tells of an error. */
export interface ErrorFields {
  type: string;
  message: string;
  stack?: string;
  /** Of the error itself, or PostgreSQL's SQLSTATE. */
  code?: string;
  constraint?: string;
  table?: string;
  column?: string;
  cause?: ErrorFields;
  errors?: ErrorFields[];
}

const NAMES = ['code', 'constraint', 'table', 'column'] as const;
const MAX_DEPTH = 5;

/** SQLSTATE class 22: what could not be read as its type; only its messages repeat what was sent. */
const DATA_EXCEPTION = /^22/;

/**
 * An error without what people wrote. Errors of the database carry a query's parameters, and the row in their way
 * ("Key (email)=(…) already exists"): so only the fields named here go to the log, whatever else an error has.
 */
export function errorFields(error: unknown, depth = 0): ErrorFields {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'Something was thrown that is no error' };
  const fields: ErrorFields = { type: error.name, message: error.message };
  for (const name of NAMES) {
    const value = (error as Partial<Record<(typeof NAMES)[number], unknown>>)[name];
    if (typeof value === 'string') fields[name] = value;
  }
  fields.stack = error.stack;
  if (DATA_EXCEPTION.test(fields.code ?? '')) withhold(fields);
  if (depth === MAX_DEPTH) return fields;
  if (error.cause) fields.cause = errorFields(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    fields.errors = error.errors.map((inner) => errorFields(inner, depth + 1));
  }
  return fields;
}

/** For a process that has no logger (any more): the same, as lines of text. */
export function errorText(error: unknown): string {
  const { stack, message, cause, errors = [] } = errorFields(error);
  const inner = [cause, ...errors].flatMap((fields) => fields?.stack ?? []);
  return [stack ?? message, ...inner].join('\n  because of ');
}

function withhold(fields: ErrorFields): void {
  const harmless = fields.message.replace(/".*"/gs, '"…"');
  // The stack begins with the message.
  fields.stack = fields.stack?.replace(fields.message, () => harmless);
  fields.message = harmless;
}
