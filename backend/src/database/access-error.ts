/**
 * Describes how to fix a connection error where PostgreSQL refuses the user, password or database; undefined for any
 * other error. SQLSTATE class 28 and 3D000 (PostgreSQL manual, appendix A).
 */
export function describeAccessError(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const driverError: unknown = 'driverError' in error ? error.driverError : undefined;
  if (driverError instanceof Error && driverError !== error) return describeAccessError(driverError);
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const hasNoPassword = /^SASL: .*password/.test(error.message);
  if (!hasNoPassword && !/^28|^3D000$/.test(code)) return undefined;
  return (
    `PostgreSQL refuses the connection: ${error.message}.\n` +
    'Check the user, password and database in DATABASE_URL (and PGPASSWORD). Under Docker Compose the database keeps the ' +
    'POSTGRES_PASSWORD of its first start.'
  );
}
