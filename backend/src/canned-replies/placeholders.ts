import { fault } from '../common/field-faults.js';
import { shorten } from '../http/shorten.js';
import { ValidateField } from '../common/validate-field.js';

/** What the console knows to fill in. */
export const PLACEHOLDERS = [
  'requester.name',
  'requester.email',
  'ticket.id',
  'ticket.title',
  'agent.name',
] as const;

/** A message names the first ones. */
const MAX_LISTED = 5;

/** Whatever stands in double braces is one of the placeholders, so that a misspelt one is not sent to a requester. */
export function HasKnownPlaceholders(): PropertyDecorator {
  return ValidateField('hasKnownPlaceholders', (value) => {
    const unknown = typeof value === 'string' ? unknownPlaceholders(value) : [];
    const values = PLACEHOLDERS.map((name) => `{{${name}}}`);
    return unknown.length > 0 ? fault('placeholder_unknown', { unknown, values }) : undefined;
  });
}

function unknownPlaceholders(body: string): string[] {
  const unknown = new Set<string>();
  for (let start = body.indexOf('{{'); start !== -1; start = body.indexOf('{{', start)) {
    const end = body.indexOf('}}', start + 2);
    if (end === -1) break;
    const name = body.slice(start + 2, end);
    if (!(PLACEHOLDERS as readonly string[]).includes(name)) unknown.add(`{{${shorten(name, 50)}}}`);
    if (unknown.size === MAX_LISTED) break;
    start = end + 2;
  }
  return [...unknown];
}
