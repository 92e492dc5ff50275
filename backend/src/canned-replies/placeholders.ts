import { fault } from '../common/field-faults.js';
import { shorten } from '../http/shorten.js';
import { ValidateField } from '../common/validate-field.js';

/** Placeholders that the console can fill in. */
export const PLACEHOLDERS = [
  'requester.name',
  'requester.first_name',
  'requester.email',
  'ticket.id',
  'ticket.title',
  'agent.name',
] as const;

/** Unknown placeholders listed in an error message. */
const MAX_LISTED = 5;

/** Requires every `{{…}}` to be a known placeholder, so that a misspelled one is not sent to a requester. */
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
