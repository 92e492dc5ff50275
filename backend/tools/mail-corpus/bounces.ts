import { basename } from 'node:path';
import type { ParsedMail } from '#src/mail/parsing/parsed-mail.js';
import type { Check, Suite } from './check-folder.ts';

/** Messages in the folder of bounces that are something else, by the standard in their name. */
const OTHER_KINDS: [prefix: string, kind: ParsedMail['kind']][] = [
  ['arf-', 'complaint'],
  ['rfc3834-', 'auto_reply'],
  // A notification of Amazon SES that a mail was delivered.
  ['lhost-amazonses-13', 'receipt'],
];

export const bouncesSuite: Suite = {
  folder: 'bounces/bsd',
  isMessage: (file) => file.endsWith('.eml'),
  checks: (path, mail) => {
    const file = basename(path);
    const other = OTHER_KINDS.find(([prefix]) => file.startsWith(prefix));
    const expected = other?.[1] ?? 'bounce';
    const kind: Check = { aspect: 'kinds', met: mail.kind === expected, expected, actual: mail.kind };
    return other ? [kind] : [kind, recipients(mail), permanence(mail)];
  },
};

function recipients({ bounces }: ParsedMail): Check {
  const actual = bounces.map(({ recipient }) => recipient ?? '-').join(', ');
  const met = bounces.length > 0 && bounces.every(({ recipient }) => recipient !== null);
  return { aspect: 'recipients', met, expected: 'a recipient', actual };
}

/** A status or an answer of a server that contradicts the action; the servers’ own action is taken as it is. */
function permanence({ bounces }: ParsedMail): Check {
  const actual = bounces
    .map(({ action, status, diagnostic }) => `${action} ${status} ${diagnostic}`)
    .join('; ');
  const contradicts = bounces.some(({ action, status }) => action === 'delayed' && status?.startsWith('5'));
  return {
    aspect: 'permanence',
    met: bounces.length > 0 && !contradicts,
    expected: 'an action that fits the status',
    actual,
  };
}

/** A real bounce, which the authors of the corpus keep there because their parser does not read it. */
const UNRECOGNIZED_BOUNCE = 'rb-issue-368-bug.eml';

export const noBouncesSuite: Suite = {
  folder: 'bounces/not',
  isMessage: (file) => file.endsWith('.eml') && file !== UNRECOGNIZED_BOUNCE,
  checks: (_, mail) => [
    {
      aspect: 'kinds',
      met: mail.bounces.length === 0 && mail.kind !== 'bounce',
      expected: 'no bounce',
      actual: mail.kind,
    },
  ],
};
