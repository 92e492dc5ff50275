/** What can be filled into a canned reply, by its name between double braces. */
export interface PlaceholderValues {
  'requester.name': string | null | undefined;
  'requester.email': string | null | undefined;
  'ticket.id': number;
  'ticket.title': string;
  'agent.name': string;
}
export const placeholders: readonly (keyof PlaceholderValues)[] = [
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
export function fillIn(body: string, values: PlaceholderValues): string {
  return body.replace(
    /([ \t]?)\{\{([a-z.]+)\}\}([ \t]?)/g,
    (whole: string, before: string, name: string, after: string) => {
      if (!(placeholders as readonly string[]).includes(name)) return whole;
      const value = values[name as keyof PlaceholderValues] ?? '';
      if (value !== '') return `${before}${value}${after}`;
      return before && after;
    },
  );
}
