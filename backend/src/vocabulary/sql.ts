/**
 * A list of values for `IN (…)`, such as `'open', 'in_progress'`. Only for closed sets of this folder, which hold no
 * quotes: values from outside are parameters.
 */
export function sqlList(values: readonly string[]): string {
  return values.map((value) => `'${value}'`).join(', ');
}
