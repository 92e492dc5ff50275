/** Where to go after signing in: a path of this console and nothing else, whatever the link said. */
export function safeReturnUrl(requested: string | null | undefined): string {
  if (!requested || !/^\/(?![/\\])/.test(requested) || hasControlCharacter(requested)) return '/';
  const path = requested.split(/[?#]/)[0];
  return path === '/sign-in' || path === '/reset-password' ? '/' : requested;
}

/** Browsers leave tabs and line breaks out of addresses: "/\t/elsewhere" would be "//elsewhere". */
function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character.charCodeAt(0) < 32);
}
