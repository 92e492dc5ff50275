/**
 * Whether PostgreSQL cannot represent a given value: out of range, an invalid date, or text that is invalid in its
 * encoding (SQLSTATE class 22, PostgreSQL manual, appendix A). A fallback for values that validation missed.
 */
export function isDataException(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const driverError: unknown = 'driverError' in error ? error.driverError : undefined;
  if (driverError instanceof Error && driverError !== error) return isDataException(driverError);
  return 'code' in error && /^22(003|007|008|021|P02|P05)$/.test(String(error.code));
}
