/**
 * Serializes a value as a line of JSON Lines, including its end. Escapes Unicode line separators, which JSON allows
 * within strings but some readers treat as line ends.
 */
export function jsonLine(value: unknown): string {
  const text = JSON.stringify(value).replace(
    /[\u0085\u2028\u2029]/g,
    (separator) => `\\u${separator.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
