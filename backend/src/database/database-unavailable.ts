/**
 * Whether PostgreSQL is unreachable or shutting down, so that a retry may succeed. SQLSTATE classes 08 (connection), 53
 * (resources) and 57 (operator intervention), and 25P03 (idle transaction of a suspended process); PostgreSQL manual,
 * appendix A.
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError) return error.errors.some(isDatabaseUnavailable);
  const driverError: unknown = 'driverError' in error ? error.driverError : undefined;
  if (driverError instanceof Error && driverError !== error) return isDatabaseUnavailable(driverError);
  // TypeORM's error for a transaction whose connection was lost between statements.
  if (/^QueryRunner(Provider)?AlreadyReleasedError$/.test(error.name)) return true;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return (
    /^(08|53|57|25P03)/.test(code) ||
    ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH'].includes(code) ||
    /^(Connection terminated|timeout expired|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}
