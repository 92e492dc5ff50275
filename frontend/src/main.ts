import { loadLanguage } from './app/core/language';

loadLanguage()
  // Later than the texts: they are looked up once, where they stand.
  .then(() => import('./app/bootstrap'))
  .catch((error: unknown) => console.error(error));
