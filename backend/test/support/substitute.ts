/** A shipped configuration with the changes of a test. It is an error if a text to replace is missing. */
export function substitute(text: string, substitutes: [there: string, here: string][]): string {
  return substitutes.reduce((done, [there, here]) => {
    if (!done.includes(there)) throw new Error(`The configuration has no "${there}"`);
    return done.replaceAll(there, here);
  }, text);
}
