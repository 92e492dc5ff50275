/**
 * Whether an error says that PostgreSQL can't represent a value that it was given: out of range, no date, no text of its
 * encoding (SQLSTATE class 22: PostgreSQL manual, appendix A). Validation refuses such values by name; this is behind it.
 */
export function isDataException(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const driverError: unknown = 'driverError' in error ? error.driverError : undefined;
  if (driverError instanceof Error && driverError !== error) return isDataException(driverError);
  return 'code' in error && /^22(003|007|008|021|P02|P05)$/.test(String(error.code));
}
