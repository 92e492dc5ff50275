/**
 * Returns the URL to open after sign-in: only paths of the console, otherwise '/', to prevent open
 * redirects.
 */
export function safeReturnUrl(requested: string | null | undefined): string {
  if (!requested || !/^\/(?![/\\])/.test(requested) || hasControlCharacter(requested)) return '/';
  const path = requested.split(/[?#]/)[0];
  return path === '/sign-in' || path === '/reset-password' ? '/' : requested;
}

/**
 * Browsers strip tabs and line breaks from URLs, which would turn "/\t/elsewhere" into
 * "//elsewhere".
 */
function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character.charCodeAt(0) < 32);
}
