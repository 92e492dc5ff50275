import { loadTranslationsForLanguage } from './app/core/language';

loadTranslationsForLanguage()
  // Later than the texts: they are looked up once, where they stand.
  .then(() => import('./app/bootstrap'))
  .catch((error: unknown) => console.error(error));
