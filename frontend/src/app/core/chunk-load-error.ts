import { NavigationError } from '@angular/router';

/** Whether an error is what Chromium, Firefox and Safari say of a part of the console that they could not fetch. */
export function isChunkLoadError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script failed/i.test(error.message)
  );
}

/** Browsers remember that a part could not be fetched, and do not ask again. Loading the address anew does. */
export function reloadOnChunkError({ error, url }: NavigationError): void {
  if (!isChunkLoadError(error) || !navigator.onLine) return;
  void fetch('/api/health/live').then(
    ({ ok }) => ok && location.assign(url),
    () => undefined,
  );
}
