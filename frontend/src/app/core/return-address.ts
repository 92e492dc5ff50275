/** Where to go after signing in: a path of this console and nothing else, whatever the link said. */
export function returnAddress(asked: string | null | undefined): string {
  if (!asked || !/^\/(?![/\\])/.test(asked) || hasControlCharacter(asked)) return '/';
  const path = asked.split(/[?#]/)[0];
  return path === '/sign-in' || path === '/reset-password' ? '/' : asked;
}

/** Browsers leave tabs and line breaks out of addresses: "/\t/elsewhere" would be "//elsewhere". */
function hasControlCharacter(text: string): boolean {
  return [...text].some((each) => each.charCodeAt(0) < 32);
}
