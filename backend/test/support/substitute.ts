/** A configuration that we ship with what a test must have different. What is not there any more is an error. */
export function substitute(text: string, substitutes: [there: string, here: string][]): string {
  return substitutes.reduce((done, [there, here]) => {
    if (!done.includes(there)) throw new Error(`The configuration has no "${there}"`);
    return done.replaceAll(there, here);
  }, text);
}
