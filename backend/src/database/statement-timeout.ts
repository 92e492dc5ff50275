/**
 * Whether PostgreSQL cancelled a statement that exceeded its timeout (SQLSTATE 57014, PostgreSQL manual, appendix A).
 */
export function isStatementTimeout(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const driverError: unknown = 'driverError' in error ? error.driverError : undefined;
  if (driverError instanceof Error && driverError !== error) return isStatementTimeout(driverError);
  return 'code' in error && error.code === '57014';
}
