import { currentLanguage } from './language';

const collator = new Intl.Collator(currentLanguage(), { numeric: true });

/** Compares names in the console's language, with numeric order: "2" before "10". */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
