/**
 * Formats values for `IN (…)`, such as `'open', 'in_progress'`. Only for the closed sets of this folder, which contain
 * no quotes; user input must be passed as parameters.
 */
export function sqlList(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}
