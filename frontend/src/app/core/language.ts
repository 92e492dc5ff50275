import { loadTranslations } from '@angular/localize';
import type { Shortcut } from './shortcuts';

/** Supported languages and their native names. */
export const LANGUAGE_NAMES = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof LANGUAGE_NAMES;
export const LANGUAGES = Object.keys(LANGUAGE_NAMES) as Language[];

const STORAGE_KEY = 'ticketiq.language';

/** The selected language, otherwise the first supported language of the browser. */
export function currentLanguage(): Language {
  const preferred = [localStorage.getItem(STORAGE_KEY), ...navigator.languages];
  for (const candidate of preferred) {
    const found = LANGUAGES.find((supported) => candidate?.toLowerCase().split('-')[0] === supported);
    if (found) return found;
  }
  return 'en';
}

/**
 * Stores the language and reloads the page, because `$localize` resolves texts when their code is
 * loaded.
 */
export function setLanguage(language: Language): void {
  localStorage.setItem(STORAGE_KEY, language);
  location.reload();
}

/** Commands of the command palette for switching the language. */
export function languageCommands(): Shortcut[] {
  return LANGUAGES.filter((language) => language !== currentLanguage()).map((each) => ({
    label: $localize`Language: ${LANGUAGE_NAMES[each]}:language:`,
    searchOnly: true,
    run: () => setLanguage(each),
  }));
}

/** Must run before any module with texts is imported. English is the source language. */
export async function loadTranslationsForLanguage(): Promise<void> {
  const language = currentLanguage();
  document.documentElement.lang = language;
  if (language === 'de') loadTranslations((await import('../../locale/de.json')).default.translations);
}
