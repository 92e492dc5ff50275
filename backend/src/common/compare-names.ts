const collator = new Intl.Collator('en', { numeric: true });

/** Order of names for people to read: ä beside a, and 2 before 10. The database's collation is that of code points. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
