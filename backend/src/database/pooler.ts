/**
 * The setting that a pooler such as PgBouncer refuses to take from a client that connects: one connection to the server
 * is shared by many of them. It says so with the SQLSTATE that it has for everything.
 */
export function refusedStartupParameter(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return /unsupported startup parameter(?: in options)?: (\w+)/.exec(error.message)?.[1];
}
