/** What can be filled into a canned reply, by its name between double braces. */
export interface PlaceholderValues {
  'requester.name': string | null | undefined;
  'requester.email': string | null | undefined;
  'ticket.id': number;
  'ticket.title': string;
  'agent.name': string;
}
export const PLACEHOLDERS: readonly (keyof PlaceholderValues)[] = [
  'requester.name',
  'requester.email',
  'ticket.id',
  'ticket.title',
  'agent.name',
];

/**
 * One pass: braces in a ticket's own words stay as they are. A value that is missing leaves with the space before
 * it, or at the start of a line with the one after it: "Hello {{requester.name}}," becomes "Hello,".
 */
export function fillPlaceholders(body: string, values: PlaceholderValues): string {
  return body.replace(
    /([ \t]?)\{\{([a-z.]+)\}\}([ \t]?)/g,
    (match: string, before: string, name: string, after: string) => {
      if (!(PLACEHOLDERS as readonly string[]).includes(name)) return match;
      const value = values[name as keyof PlaceholderValues] ?? '';
      if (value !== '') return `${before}${value}${after}`;
      return before && after;
    },
  );
}
