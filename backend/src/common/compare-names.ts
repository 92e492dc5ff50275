const collator = new Intl.Collator('en', { numeric: true });

/** Compares names in natural order: ä next to a, and 2 before 10. The database's collation compares code points. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
