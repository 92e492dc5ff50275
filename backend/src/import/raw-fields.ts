/** As spreadsheets write a time: `2026-11-24 05:00:00 UTC`. */
export function asInstant(text: unknown): unknown {
  return typeof text === 'string'
    ? text
        .trim()
        .replace(/^(\S+) (\d\S*?)( ?UTC)?$/, (_, day, time, utc) => `${day}T${time}${utc ? 'Z' : ''}`)
    : text;
}

/** Numbers are written as text; what is neither is left for the validation to refuse. */
export function asText(value: unknown): unknown {
  return typeof value === 'number' ? String(value) : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Without the fields that are not there. */
export function given<Fields extends Record<string, unknown>>(fields: Fields): Partial<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<Fields>;
}
