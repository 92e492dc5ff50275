import { ValidateBy } from 'class-validator';
import { shorten } from '../http/shorten.js';

/** What the console knows to fill in. */
export const PLACEHOLDERS = [
  'requester.name',
  'requester.email',
  'ticket.id',
  'ticket.title',
  'agent.name',
] as const;

/** A message names the first ones. */
const MOST_NAMED = 5;

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
  const unknown = new Set<string>();
  for (let start = body.indexOf('{{'); start !== -1; start = body.indexOf('{{', start)) {
    const end = body.indexOf('}}', start + 2);
    if (end === -1) break;
    const name = body.slice(start + 2, end);
    if (!(PLACEHOLDERS as readonly string[]).includes(name)) unknown.add(`{{${shorten(name, 50)}}}`);
    if (unknown.size === MOST_NAMED) break;
    start = end + 2;
  }
  return [...unknown];
}
