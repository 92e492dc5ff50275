import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Check, Suite } from './check-folder.ts';
import { REPLIES } from './replies.ts';

/** Sender of the forwarded mail in all messages of the corpus. */
const ORIGINAL_SENDER = 'john.doe@acme.com';

export const forwardsSuite: Suite = {
  folder: 'forwards',
  isMessage: (file) => file.endsWith('.txt') && file.includes('_body'),
  toMail: (path) => textMail(readFileSync(path, 'utf8'), subjectOf(path)),
  checks: (path, mail) => {
    const actual = mail.forwarded?.from?.address || (mail.forwarded?.from?.name ?? '');
    const expected = expectedSender(basename(path));
    return [{ aspect: 'senders', met: actual === expected, expected, actual }];
  },
};

function expectedSender(file: string): string {
  // A reply, which quotes a mail: nothing is forwarded.
  if (file.endsWith('_variant_4.txt')) return '';
  // The headers of the forwarded mail have a name without an address.
  if (file.startsWith('unknown_')) return 'John Doe';
  return ORIGINAL_SENDER;
}

/** The subject is in a file of its own: of the same variant, of the same language or of the same program. */
function subjectOf(path: string): string | null {
  const name = basename(path, '.txt');
  const [client, variant] = name.split('_body') as [string, string];
  const program = client.replace(/_[a-z]{2}(?:_[a-z]{2})?$/, '');
  const candidates = [
    `${client}_subject${variant}`,
    `${client}_subject`,
    `${program}_en_subject`,
    `${program}_subject`,
  ];
  const file = candidates
    .map((candidate) => join(dirname(path), `${candidate}.txt`))
    .find((candidate) => existsSync(candidate));
  return file === undefined ? null : readFileSync(file, 'utf8').trim();
}

export const repliesSuite: Suite = {
  folder: 'replies',
  isMessage: (file) => file.endsWith('.txt'),
  toMail: (path) => textMail(readFileSync(path, 'utf8'), null),
  checks: (path, mail) => {
    const { kept = [], removed = [] } = REPLIES[basename(path)] ?? {};
    const check = (text: string, isKept: boolean): Check => ({
      aspect: 'texts',
      met: mail.newText.includes(text) === isKept,
      expected: `${isKept ? '' : 'not '}${text}`,
      actual: mail.newText,
    });
    return [...kept.map((text) => check(text, true)), ...removed.map((text) => check(text, false))];
  },
};

function textMail(text: string, subject: string | null): Buffer {
  const encoded = subject === null ? [] : [`Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`];
  const headers = ['From: Agent <agent@example.com>', ...encoded, 'Content-Type: text/plain; charset=utf-8'];
  return Buffer.from([...headers, '', text].join('\r\n'));
}
