import { loadTranslations } from '@angular/localize';
import type { Shortcut } from './shortcuts';

/** The languages that the console speaks, each called by its own name. */
export const languageNames = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languageNames;
export const languages = Object.keys(languageNames) as Language[];

const STORED_AS = 'ticketiq.language';

/** The chosen language; until one is chosen, the first of the browser's that the console speaks. */
export function language(): Language {
  const wanted = [localStorage.getItem(STORED_AS), ...navigator.languages];
  for (const each of wanted) {
    const found = languages.find((known) => each?.toLowerCase().split('-')[0] === known);
    if (found) return found;
  }
  return 'en';
}

/** Texts are put in as the code that shows them is loaded, so another language begins the page anew. */
export function chooseLanguage(chosen: Language): void {
  localStorage.setItem(STORED_AS, chosen);
  location.reload();
}

/** For the command palette: the other languages, each called by its own name. */
export function languageCommands(): Shortcut[] {
  return languages
    .filter((each) => each !== language())
    .map((each) => ({
      does: $localize`Language: ${languageNames[each]}:language:`,
      onlySearched: true,
      run: () => chooseLanguage(each),
    }));
}

/** Before anything that has a text is imported. English is what stands in the code. */
export async function loadLanguage(): Promise<void> {
  const chosen = language();
  document.documentElement.lang = chosen;
  if (chosen === 'de') loadTranslations((await import('../../locale/de.json')).default.translations);
}
