/** Fields of an error that may be logged. */
export interface ErrorFields {
  type: string;
  message: string;
  stack?: string;
  /** The error's own code, or PostgreSQL's SQLSTATE. */
  code?: string;
  constraint?: string;
  table?: string;
  column?: string;
  cause?: ErrorFields;
  errors?: ErrorFields[];
}

const NAMES = ['code', 'constraint', 'table', 'column'] as const;
const MAX_DEPTH = 5;

/** SQLSTATE class 22, data exceptions. Only their messages contain the value. */
const DATA_EXCEPTION = /^22/;

/**
 * Extracts the fields of an error that contain no user input. Database errors hold query parameters and conflicting
 * rows ("Key (email)=(…) already exists"), so all other fields are omitted.
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

/** Formats the same fields as text, for a process without a logger. */
export function errorText(error: unknown): string {
  const { stack, message, cause, errors = [] } = errorFields(error);
  const inner = [cause, ...errors].flatMap((fields) => fields?.stack ?? []);
  return [stack ?? message, ...inner].join('\n  because of ');
}

function withhold(fields: ErrorFields): void {
  const harmless = fields.message.replace(/".*"/gs, '"…"');
  // The stack starts with the message.
  fields.stack = fields.stack?.replace(fields.message, () => harmless);
  fields.message = harmless;
}
