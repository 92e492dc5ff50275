/**
 * A line of JSON Lines, with its end. Some readers also end a line at these separators, which JSON allows within a string.
 */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
