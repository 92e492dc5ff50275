/**
 * Name of the startup parameter that a pooler such as PgBouncer refuses, since it shares server connections between
 * clients; undefined for any other error. Parsed from the message, since the SQLSTATE is generic.
 */
export function refusedStartupParameter(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  return /unsupported startup parameter(?: in options)?: (\w+)/.exec(error.message)?.[1];
}
