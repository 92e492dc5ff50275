import { ValidateBy } from 'class-validator';

/** What the console knows to fill in. */
export const PLACEHOLDERS = [
  'requester.name',
  'requester.email',
  'ticket.id',
  'ticket.title',
  'agent.name',
] as const;

/** Whatever stands in double braces is one of the placeholders, so that a misspelt one is not sent to a requester. */
export function HasKnownPlaceholders(): PropertyDecorator {
  return ValidateBy({
    name: 'hasKnownPlaceholders',
    validator: {
      validate: (value: unknown) => typeof value !== 'string' || unknownPlaceholders(value).length === 0,
      defaultMessage: (args) => {
        const unknown = unknownPlaceholders(args?.value as string);
        const known = PLACEHOLDERS.map((name) => `{{${name}}}`).join(', ');
        return `must not contain ${unknown.join(', ')}; the placeholders are ${known}`;
      },
    },
  });
}

function unknownPlaceholders(body: string): string[] {
  const used = new Set(body.match(/\{\{.*?\}\}/gs));
  return [...used].filter((each) => !(PLACEHOLDERS as readonly string[]).includes(each.slice(2, -2)));
}
