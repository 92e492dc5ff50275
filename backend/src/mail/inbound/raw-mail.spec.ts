import { describe, expect, it } from 'vitest';
import { contentHash, describeRaw, headerValues, messageIdOf, rawHeaders } from './raw-mail.js';

const MAIL =
  'Received: from a\r\nFrom: Ada <ada@example.org>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\n from Ada\r\n' +
  'Message-ID: <1@example.org>\r\n\r\nHello\r\nFrom: body\r\n';

const bytes = (text: string): Buffer => Buffer.from(text);
const headersOf = (text: string) => rawHeaders(bytes(text));
const hashOf = (text: string): string => contentHash(bytes(text), headersOf(text));

describe('the headers of a mail', () => {
  it('are read without the body, unfolded', () => {
    const headers = headersOf(MAIL);
    expect(headers.map(({ name }) => name)).toEqual(['received', 'from', 'subject', 'message-id']);
    expect(headerValues(headers, 'subject')).toEqual(['=?utf-8?Q?Gr=C3=BC=C3=9Fe?= from Ada']);
    expect(headersOf(MAIL.replaceAll('\r\n', '\n'))).toEqual(headers);
  });

  it.each([
    '',
    '\r\n\r\n',
    'no headers at all',
    ' folded first',
    ': no name',
    `x: ${'y'.repeat(500_000)}`,
    '\0\xff',
  ])('of a broken mail do no harm: %#', (text) => {
    const headers = headersOf(text);
    expect(messageIdOf(headers)).toBeNull();
    expect(describeRaw(headers).email).toBeNull();
    expect(hashOf(text)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['<a@b>', 'a@b'],
    ['a@b', 'a@b'],
    ['<a@b> (comment)', 'a@b'],
    ['<a\t@b>', 'a@b'],
    ['<>', null],
    [`<${'x'.repeat(999)}@b>`, null],
  ])('have the Message-ID %s', (value, id) => {
    expect(messageIdOf([{ name: 'message-id', value }])).toBe(id);
  });

  it('describe a mail that could not be parsed', () => {
    expect(describeRaw(headersOf(MAIL))).toEqual({
      ...{ subject: 'Grüße from Ada', name: 'Ada', email: 'ada@example.org' },
    });
  });
});

describe('the hash of a mail', () => {
  it('is the same for copies that servers have stamped', () => {
    expect(hashOf(`Delivered-To: b@example.org\r\nX-Spam-Score: 1\r\n${MAIL}`)).toBe(hashOf(MAIL));
  });

  it.each([
    ['Hello', 'Bye'],
    ['1@example.org', '2@example.org'],
    ['ada@', 'eve@'],
  ])('differs for another content: %s', (from, to) => {
    expect(hashOf(MAIL.replace(from, to))).not.toBe(hashOf(MAIL));
  });
});
