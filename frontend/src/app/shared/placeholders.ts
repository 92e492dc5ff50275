/** Placeholders of canned replies, written in double braces. */
export interface PlaceholderValues {
  'requester.name': string | null | undefined;
  'requester.first_name': string | null | undefined;
  'requester.email': string | null | undefined;
  'ticket.id': number;
  'ticket.title': string;
  'agent.name': string;
}
export const PLACEHOLDERS: readonly (keyof PlaceholderValues)[] = [
  'requester.name',
  'requester.first_name',
  'requester.email',
  'ticket.id',
  'ticket.title',
  'agent.name',
];

/** The first name in "Ada Lovelace" and "Lovelace, Ada"; null for an email address or no name. */
export function firstName(name: string | null | undefined): string | null {
  if (!name || name.includes('@')) return null;
  const given = name.split(',').at(-1)!.trim() || name;
  return /[^\s,]+/.exec(given)?.[0] ?? null;
}

/**
 * Replaces placeholders in a single pass, so that inserted values are not replaced again. A missing
 * value is removed with the space before it, or with the space after it at the start of a line:
 * "Hello {{requester.name}}," becomes "Hello,".
 */
export function fillPlaceholders(body: string, values: PlaceholderValues): string {
  return body.replace(
    /([ \t]?)\{\{([a-z._]+)\}\}([ \t]?)/g,
    (match: string, before: string, name: string, after: string) => {
      if (!(PLACEHOLDERS as readonly string[]).includes(name)) return match;
      const value = values[name as keyof PlaceholderValues] ?? '';
      if (value !== '') return `${before}${value}${after}`;
      return before && after;
    },
  );
}
