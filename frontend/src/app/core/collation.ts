import { currentLanguage } from './language';

const collator = new Intl.Collator(currentLanguage(), { numeric: true });

/** Order of the names of people, views and other things in the language of the console: ä beside a, and 2 before 10. */
export function compareNames(a: string, b: string): number {
  return collator.compare(a, b);
}
