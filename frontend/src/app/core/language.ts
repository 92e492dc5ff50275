import { loadTranslations } from '@angular/localize';
import type { Shortcut } from './shortcuts';

/** The languages that the console speaks, each called by its own name. */
export const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGE_NAMES;
export const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];

const STORAGE_KEY = 'ticketiq.language';

/** The chosen language; until one is chosen, the first of the browser's that the console speaks. */
export function currentLanguage(): Language {
  const preferred = [localStorage.getItem(STORAGE_KEY), ...navigator.languages];
  for (const candidate of preferred) {
    const found = LANGUAGES.find((supported) => candidate?.toLowerCase().split('-')[0] === supported);
    if (found) return found;
  }
  return 'en';
}

/** Texts are put in as the code that shows them is loaded, so another language begins the page anew. */
export function setLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  location.reload();
}

/** For the command palette: the other languages, each called by its own name. */
export function languageCommands(): Shortcut[] {
  return LANGUAGES.filter((each) => each !== currentLanguage()).map((each) => ({
    label: $localize`Language: ${LANGUAGE_NAMES[each]}:language:`,
    searchOnly: true,
    run: () => setLanguage(each),
  }));
}

/** Before anything that has a text is imported. English is what stands in the code. */
export async function loadTranslationsForLanguage(): Promise<void> {
  const language = currentLanguage();
  document.documentElement.lang = language;
  if (language === 'de') loadTranslations((await import('../../locale/de.json')).default.translations);
}
