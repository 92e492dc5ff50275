import { NavigationError } from '@angular/router';

/** Matches the messages of Chromium, Firefox and Safari for a failed dynamic import. */
export function isChunkLoadError(error: unknown): boolean {
  return (
    error instanceof Error &&
    /dynamically imported module|Importing a module script failed/i.test(error.message)
  );
}

/**
 * Loads the target URL with a full page load, because browsers cache failed dynamic imports and
 * don't retry them.
 */
export function reloadOnChunkError({ error, url }: NavigationError): void {
  if (!isChunkLoadError(error) || !navigator.onLine) return;
  void fetch('/api/health/live').then(
    ({ ok }) => ok && location.assign(url),
    () => undefined,
  );
}
