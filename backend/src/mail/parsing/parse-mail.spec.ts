import { describe, expect, it } from 'vitest';
import { MailTooComplex } from './mail-parsing.errors.js';
import { parseMail } from './parse-mail.js';
import { MAIL_LIMITS, type ParsedMail } from './parsed-mail.js';

/** Parses lines, a character for each byte. Headers and body are separated by an empty line. */
function parseLines(...lines: string[]): Promise<ParsedMail> {
  return parseMail(Buffer.from(lines.join('\r\n'), 'latin1'));
}

/** Bytes of a text, a character for each. */
function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function hex(text: string): string {
  return Buffer.from(text.replaceAll(' ', ''), 'hex').toString('latin1');
}

function textMail(charset: string, body: string): Promise<ParsedMail> {
  return parseLines(
    'From: jane@example.com',
    `Content-Type: text/plain${charset && `; charset=${charset}`}`,
    '',
    body,
  );
}

function htmlMail(html: string, ...parts: string[][]): Promise<ParsedMail> {
  const boundary = ['--b', 'Content-Type: text/html; charset=utf-8', '', utf8(html)];
  return parseLines(
    'Content-Type: multipart/related; boundary=b',
    '',
    ...boundary,
    ...parts.flatMap((part) => ['--b', ...part]),
    '--b--',
  );
}

function image(...headers: string[]): string[] {
  return ['Content-Type: image/png', ...headers, 'Content-Transfer-Encoding: base64', '', 'iVBORw0KGgo='];
}

function attached(...headers: string[]): Promise<ParsedMail> {
  return parseLines(
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'See attached.',
    '--b',
    ...headers,
    '',
    'content',
    '--b--',
  );
}

async function nameOf(...headers: string[]): Promise<string | undefined> {
  return (await attached(...headers)).attachments[0]?.name;
}

describe('charsets of texts', () => {
  it.each([
    ['ISO-2022-JP with characters of vendors', 'iso-2022-jp', '\x1b$B-!-j|b\x1b(B!', '①㈱髙!'],
    ['ISO-2022-JP with half-width Katakana', 'iso-2022-jp', '\x1b(I1\x1b(B', 'ｱ'],
    ['ISO-2022-JP without a charset', '', '\x1b$B$3$s\x1b(B', 'こん'],
    // The first character is in GBK only; the second one has four bytes.
    ['GB18030 that is declared as GB2312', 'gb2312', hex('e946 8139ee39'), '镕㐀'],
    ['Big5', 'big5', hex('a4a4 a4e5'), '中文'],
    ['EUC-JP', 'euc-jp', hex('a4b3 a4f3 ada1'), 'こん①'],
    ['CP932', 'shift_jis', hex('82b1 82f1 8740 fbfc'), 'こん①髙'],
    ['CP949 that is declared as KS C 5601', 'ks_c_5601-1987', hex('8c63 b0a1'), '똠가'],
    ['windows-1252 that is declared as ISO-8859-1', 'iso-8859-1', hex('93 80 94'), '“€”'],
    ['UTF-8 that is declared as ASCII', 'us-ascii', utf8('Grüße'), 'Grüße'],
    ['UTF-8 without a charset', '', utf8('Grüße'), 'Grüße'],
    ['windows-1252 that is declared as UTF-8', 'utf-8', hex('4772fcdf65'), 'Grüße'],
    ['an unknown charset', 'x-martian', utf8('Grüße'), 'Grüße'],
    ['UTF-7', 'utf-7', 'Gr+APwA3w-e', 'Grüße'],
    ['KOI8-R', 'koi8-r', hex('f0d2c9d7c5d4'), 'Привет'],
    ['HZ', 'hz-gb-2312', '~{VPND~}!', '中文!'],
  ])('are decoded: %s', async (_, charset, body, expected) => {
    expect((await textMail(charset, body)).text).toBe(expected);
  });

  it.each(['utf-16le', 'utf-16'])('are decoded: %s', async (charset) => {
    const body = Buffer.from('Grüße', 'utf16le').toString('base64');
    const mail = await parseLines(
      `Content-Type: text/plain; charset=${charset}`,
      'Content-Transfer-Encoding: base64',
      '',
      body,
    );
    expect(mail.text).toBe('Grüße');
  });

  it('are taken from the HTML if no header names one', async () => {
    const mail = await parseLines(
      'Content-Type: text/html',
      '',
      `<meta charset="koi8-r"><p>${hex('f0d2c9d7c5d4')}</p>`,
    );
    expect(mail.text).toBe('Привет');
  });
});

describe('headers', () => {
  it.each([
    ['encoded words', '=?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?iso-8859-1?B?/A==?= x', 'Grüßeü x'],
    ['a character that is split between two words', '=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=', 'Grüße'],
    [
      'a character that is split between words of both encodings',
      '=?utf-8?Q?Gr=C3?= =?utf-8?B?vMOfZQ==?=',
      'Grüße',
    ],
    ['spaces and question marks in a word', '=?utf-8?Q?Is it you?=3F?=', 'Is it you??'],
    ['a language', '=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=', 'Grüße'],
    ['ISO-2022-JP', '=?ISO-2022-JP?B?GyRCJDMkcxsoQg==?=', 'こん'],
    ['words in quotes', '"=?utf-8?Q?Gr=C3=BC=C3=9Fe?="', '"Grüße"'],
    ['raw UTF-8', utf8('Grüße'), 'Grüße'],
    ['raw windows-1252', hex('4772fcdf65'), 'Grüße'],
    ['a word without an end', '=?utf-8?Q?Gr', '=?utf-8?Q?Gr'],
  ])('are decoded: %s', async (_, value, expected) => {
    expect((await parseLines(`Subject: ${value}`, '', '')).subject).toBe(expected);
  });

  it('are unfolded, also where a line was wrapped without a space', async () => {
    const mail = await parseLines('Subject: one', '  two', 'three', 'To: jane@example.com', '', 'text');
    expect(mail.subject).toBe('one two three');
    expect(mail.to).toEqual([{ name: '', address: 'jane@example.com' }]);
    expect(mail.text).toBe('text');
  });

  it('may end without a blank line', async () => {
    const mail = await parseLines('Subject: one', 'This is the text.', 'More.');
    expect(mail).toMatchObject({
      subject: 'one',
      text: expect.stringContaining('This is the text.') as string,
    });
  });

  it('name message ids without brackets', async () => {
    const mail = await parseLines(
      'Message-ID: <a@x>',
      'In-Reply-To: Your mail of Monday <b@x>',
      'References: <c@x><d@x>',
      ' <b@x>',
      '',
      '',
    );
    expect(mail).toMatchObject({ messageId: 'a@x', inReplyTo: ['b@x'], references: ['c@x', 'd@x', 'b@x'] });
    expect((await parseLines('Message-ID: <>', '', '')).messageId).toBeNull();
  });

  it.each([
    ['Thu, 1 Jan 2026 10:00:00 +0200', '2026-01-01T08:00:00.000Z'],
    ['1 Jan 26 10:00 EST', '2026-01-01T15:00:00.000Z'],
    ['Thu, 1 Jan 2026 10:00:00', '2026-01-01T10:00:00.000Z'],
    ['Thu, 01 Jan 1970 00:00:00 +0000 (UTC)', '1970-01-01T00:00:00.000Z'],
    ['2026-01-01T10:00:00+01:00', '2026-01-01T09:00:00.000Z'],
    ['Fri, 31 Dec 2099 23:59:59 GMT', '2099-12-31T23:59:59.000Z'],
    ['yesterday', null],
    ['99 Foo 2026 10:00', null],
  ])('claim the date %s', async (date, expected) => {
    expect((await parseLines(`Date: ${date}`, '', '')).date?.toISOString() ?? null).toBe(expected);
  });

  it('name where a mail was delivered, and what servers found', async () => {
    const mail = await parseLines(
      'Delivered-To: a@example.com',
      'X-Original-To: b@example.com',
      'Envelope-To: c@example.com',
      'Authentication-Results: mx.example.com; spf=pass',
      'Authentication-Results: forged.example; dmarc=pass',
      '',
      '',
    );
    expect(mail.deliveredTo).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
    expect(mail.authenticationResults).toEqual(['mx.example.com; spf=pass', 'forged.example; dmarc=pass']);
  });
});

describe('senders', () => {
  it.each([
    ['Jane Doe <jane@Example.COM>', { name: 'Jane Doe', address: 'jane@example.com' }],
    ['jane@example.com (Jane Doe)', { name: 'Jane Doe', address: 'jane@example.com' }],
    ['"Doe, Jane" <jane@example.com>', { name: 'Doe, Jane', address: 'jane@example.com' }],
    ['Doe, Jane <jane@example.com>', { name: 'Doe, Jane', address: 'jane@example.com' }],
    ['"jane@home" <jane@example.com>', { name: 'jane@home', address: 'jane@example.com' }],
    ['jane@home <jane@example.com>', { name: 'jane@home', address: 'jane@example.com' }],
    ['=?utf-8?Q?Doe=2C_J=C3=B6rg?= <joerg@example.com>', { name: 'Doe, Jörg', address: 'joerg@example.com' }],
    ['=?utf-8?Q?Jane_=3Cjane=40example.com=3E?=', { name: 'Jane', address: 'jane@example.com' }],
    ["'Jane' < jane@example.com >", { name: 'Jane', address: 'jane@example.com' }],
    ['Jane <mailto:jane@example.com>', { name: 'Jane', address: 'jane@example.com' }],
    ['a@example.com, b@example.com', { name: '', address: 'a@example.com' }],
    ['Team: a@example.com, b@example.com;', { name: '', address: 'a@example.com' }],
    [utf8('Jörg <jörg@münchen.example>'), { name: 'Jörg', address: 'jörg@münchen.example' }],
    ['Jörg <joerg@xn--mnchen-3ya.example>', { name: 'Jörg', address: 'joerg@münchen.example' }],
    ['Jane Doe', { name: 'Jane Doe', address: '' }],
    ['undisclosed-recipients:;', null],
    ['', null],
  ])('are read from %j', async (value, expected) => {
    expect((await parseLines(`From: ${value}`, '', 'text')).from).toEqual(expected);
  });

  it('are taken from other headers if From has no address', async () => {
    const mail = await parseLines('From: Jane', 'Return-Path: <jane@example.com>', '', '');
    expect(mail.from).toEqual({ name: 'Jane', address: 'jane@example.com' });
    expect(mail.defects).toContain('missing-from');
  });

  it('do not get a reply to a broken Reply-To', async () => {
    expect((await parseLines('Reply-To: "Jane Doe"', '', '')).replyTo).toEqual([]);
    expect((await parseLines('To: undisclosed-recipients:;', '', '')).to).toEqual([]);
  });
});

describe('texts', () => {
  it('are derived from HTML if there is no plain one', async () => {
    const mail = await parseLines(
      'Content-Type: text/html',
      '',
      '<style>p{}</style><p>Hello <b>Jane</b></p><ul><li>one</li></ul>',
    );
    expect(mail.text).toBe('Hello Jane\n\n * one');
    expect(mail.html).toBe('<p>Hello <b>Jane</b></p><ul><li>one</li></ul>');
  });

  it('are derived from HTML if the plain one is empty', async () => {
    const mail = await parseLines(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      ' ',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Hello',
      '--b--',
    );
    expect(mail.text).toBe('Hello');
  });

  it('are one text in two formats in an alternative', async () => {
    const mail = await parseLines(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      'plain',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>rich</p>',
      '--b--',
    );
    expect(mail).toMatchObject({ text: 'plain', html: '<p>rich</p>', attachments: [] });
  });

  it('are empty if a mail has none', async () => {
    expect(await parseLines('Subject: x', '', '')).toMatchObject({ text: '', newText: '', html: null });
  });

  it('are joined in their order', async () => {
    const mail = await parseLines(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'one',
      '--b',
      ...image(),
      '--b',
      '',
      'two',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>three</p>',
      '--b--',
    );
    expect(mail.text).toBe('one\n\ntwo\n\nthree');
    expect(mail.html).toContain('one');
    expect(mail.attachments).toHaveLength(1);
  });

  it.each([
    ['', 'one two\n\n-- \nJane\n> quoted text'],
    ['; delsp=yes', 'onetwo\n\n-- \nJane\n> quotedtext'],
  ])('are reflowed%s', async (delsp, expected) => {
    const mail = await parseLines(
      `Content-Type: text/plain; format=flowed${delsp}`,
      '',
      'one ',
      'two',
      '',
      '-- ',
      'Jane',
      '> quoted ',
      '> text',
    );
    expect(mail.text).toBe(expected);
  });

  it('are decoded from quoted-printable with errors', async () => {
    const mail = await parseLines(
      'Content-Transfer-Encoding: quoted-printable',
      'Content-Type: text/plain; charset=utf-8',
      '',
      'a =C3=BC =ZZ soft=  ',
      'break  ',
      'end=',
    );
    expect(mail.text).toBe('a ü =ZZ softbreak\nend');
  });

  it('are decoded from base64 with errors', async () => {
    const mail = await parseLines('Content-Transfer-Encoding: base64', '', 'SGVs*bG8=', 'IFdvcmxk', '');
    expect(mail.text).toBe('Hello World');
  });

  it('give out the files in them', async () => {
    const mail = await parseLines(
      'Subject: x',
      '',
      'Before',
      'begin 644 a.txt',
      '#0V%T',
      '`',
      'end',
      'After',
    );
    expect(mail.text).toBe('Before\nAfter');
    expect(mail.attachments.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
      ['a.txt', 'Cat'],
    ]);
    expect((await parseLines('Subject: x', '', 'begin 644 a.txt', 'and no end')).text).toContain(
      'and no end',
    );
  });
});

describe('structure', () => {
  const part = (text: string) => ['Content-Type: text/plain', '', text];

  it.each([
    ['no final boundary', ['--b', ...part('one'), '--b', ...part('two')]],
    [
      'a boundary that another starts with',
      ['--b', ...part('one --b'), '--b', ...part('two\r\n--bc\r\nthree'), '--b--'],
    ],
    [
      'a preamble and an epilogue',
      ['This is a multi-part message.', '--b', ...part('one'), '--b', ...part('two'), '--b--', 'epilogue'],
    ],
    ['spaces after a boundary', ['--b  ', ...part('one'), '--b\t', ...part('two'), '--b--  ']],
  ])('is read with %s', async (_, lines) => {
    const mail = await parseLines('Content-Type: multipart/mixed; boundary="b"', '', ...lines);
    expect(mail.text).toMatch(/^one/);
    expect(mail.text).toContain('two');
    expect(mail.text).not.toContain('epilogue');
  });

  it.each(['multipart/mixed', 'multipart/mixed; boundary=other'])(
    'is found in a mail of type %s',
    async (type) => {
      const mail = await parseLines(
        `Content-Type: ${type}`,
        '',
        '--b',
        ...part('one'),
        '--b',
        ...part('two'),
        '--b--',
      );
      expect(mail.text).toBe('one\n\ntwo');
      expect(mail.defects).toContain('missing-boundary');
    },
  );

  it('is not lost if a multipart has no parts', async () => {
    expect((await parseLines('Content-Type: multipart/mixed; boundary=b', '', 'Only text')).text).toBe(
      'Only text',
    );
  });

  it('is read with line feeds, and with carriage returns alone', async () => {
    for (const end of ['\n', '\r'])
      expect(await parseMail(Buffer.from(['Subject: x', '', 'one', 'two'].join(end)))).toMatchObject({
        subject: 'x',
        text: 'one\ntwo',
      });
  });

  it('is read from the line after the one of a mailbox file', async () => {
    expect(
      (await parseLines('From jane@example.com Thu Jan  1 10:00:00 2026', 'Subject: x', '', '')).subject,
    ).toBe('x');
  });

  const nested = (levels: number) => {
    const lines: string[] = [];
    for (let i = 0; i < levels; i++)
      lines.push(`Content-Type: multipart/mixed; boundary=b${i}`, '', `--b${i}`);
    return lines;
  };
  const many = (count: number, lines: string[]) => Array.from({ length: count }, () => lines).flat();
  it.each([
    ['levels', nested(500)],
    ['parts', ['Content-Type: multipart/mixed; boundary=b', '', ...many(2_000, ['--b', '', 'x'])]],
    ['headers', many(50_000, ['X-Header: x'])],
    ['lines of headers', ['Subject: x', ...many(1_000_000, [' x'])]],
  ])('must not have too many %s', async (_, lines) => {
    await expect(parseLines(lines.join('\r\n'))).rejects.toThrow(MailTooComplex);
  });

  it('must not be too long', async () => {
    await expect(parseMail(new Uint8Array(MAIL_LIMITS.bytes + 1))).rejects.toThrow(MailTooComplex);
  });

  it('is read with a header of a megabyte', async () => {
    const mail = await parseLines(`Subject: ${'=?utf-8?Q?'.repeat(100_000)}`, '', 'text');
    expect(mail.text).toBe('text');
    expect(mail.subject.length).toBeLessThanOrEqual(2_000);
  });
});

describe('attachments', () => {
  it.each([
    ['a plain name', ['Content-Disposition: attachment; filename=report.pdf'], 'report.pdf'],
    [
      'a quoted name',
      [String.raw`Content-Disposition: attachment; filename="a \"b\"; c.pdf"`],
      'a "b"; c.pdf',
    ],
    ['a name in the type', ['Content-Type: application/pdf; name="report.pdf"'], 'report.pdf'],
    ['RFC 2231', ["Content-Disposition: attachment; filename*=utf-8'de'%C3%BCber.pdf"], 'über.pdf'],
    [
      'continuations',
      ["Content-Disposition: attachment; filename*0*=utf-8''%C3; filename*1*=%BCber; filename*2=.pdf"],
      'über.pdf',
    ],
    [
      'both, of which RFC 2231 counts',
      ["Content-Disposition: attachment; filename=x.pdf; filename*=utf-8''%C3%BC.pdf"],
      'ü.pdf',
    ],
    ['RFC 2047', ['Content-Disposition: attachment; filename="=?utf-8?Q?=C3=BCber.pdf?="'], 'über.pdf'],
    [
      'RFC 2047 in a wrapped name',
      ['Content-Disposition: attachment;', ' filename="=?utf-8?B?w7w=?=', ' =?utf-8?B?YmVyLnBkZg==?="'],
      'über.pdf',
    ],
    ['raw bytes', [`Content-Disposition: attachment; filename="${utf8('über.pdf')}"`], 'über.pdf'],
    ['line breaks', ['Content-Disposition: attachment; filename="=?utf-8?Q?a=0D=0Ab.pdf?="'], 'ab.pdf'],
    ['a path', ['Content-Disposition: attachment; filename="../../etc/passwd"'], 'passwd'],
    [
      'a Windows path',
      [String.raw`Content-Disposition: attachment; filename="C:\Users\jane\a.pdf"`],
      'a.pdf',
    ],
    ['a direction', ["Content-Disposition: attachment; filename*=utf-8''a%E2%80%AEfdp.exe"], 'afdp.exe'],
    ['no name', ['Content-Type: application/pdf'], 'attachment-1.pdf'],
    ['a name of dots', ['Content-Type: application/pdf; name=".."'], 'attachment-1.pdf'],
  ])('have a safe name: %s', async (_, headers, expected) => {
    expect(await nameOf(...headers)).toBe(expected);
  });

  it('have a name of at most 255 characters, with its extension', async () => {
    const name = await nameOf(`Content-Disposition: attachment; filename="${'a'.repeat(300)}.pdf"`);
    expect(name).toHaveLength(255);
    expect(name).toMatch(/a\.pdf$/);
  });

  it('are texts that are declared as such', async () => {
    const mail = await attached(
      'Content-Type: text/plain',
      'Content-Disposition: attachment; filename=a.txt',
    );
    expect(mail.text).toBe('See attached.');
    expect(mail.attachments).toMatchObject([{ name: 'a.txt', type: 'text/plain', inline: false }]);
  });

  it('have a buffer of their own, so that they can be passed on', async () => {
    const { attachments } = await attached('Content-Type: application/pdf');
    expect(attachments[0]!.content.buffer.byteLength).toBe(attachments[0]!.content.byteLength);
  });

  it.each([
    [
      'by its Content-ID',
      '<img src="cid:a@x">',
      ['Content-ID: <a@x>', 'Content-Disposition: inline; filename=a.png'],
    ],
    ['without a disposition', '<img src="cid:a@x">', ['Content-ID: <a@x>']],
    [
      'that is declared as an attachment',
      '<img src="cid:a@x">',
      ['Content-ID: <a@x>', 'Content-Disposition: attachment; filename=a.png'],
    ],
    ['by its name', '<img src="a.png">', ['Content-Disposition: inline; filename=a.png']],
    ['with an encoded Content-ID', '<img src="cid:a%40x">', ['Content-ID: <a@x>']],
  ])('are inline if the text shows them: %s', async (_, html, headers) => {
    const mail = await htmlMail(html, image(...headers));
    expect(mail.attachments).toMatchObject([{ inline: true }]);
    expect(mail.html).toContain(`data-cid="${mail.attachments[0]!.contentId}"`);
  });

  it('are not inline if no text shows them, and are listed once', async () => {
    const mail = await htmlMail(
      '<p>Hello',
      image('Content-ID: <a@x>', 'Content-Disposition: inline'),
      image('Content-ID: <a@x>'),
    );
    expect(mail.attachments).toMatchObject([{ inline: false, contentId: 'a@x' }]);
  });

  it('are mails that were attached, named after their subject', async () => {
    const mail = await parseLines(
      'Subject: Fwd',
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'See below',
      '--b',
      'Content-Type: message/rfc822',
      '',
      'Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe/x?=',
      'Content-Type: multipart/mixed; boundary=c',
      '',
      '--c',
      '',
      'inner',
      '--c--',
      '--b--',
    );
    expect(mail.attachments).toMatchObject([{ name: 'Grüße x.eml', type: 'message/rfc822' }]);
    expect(Buffer.from(mail.attachments[0]!.content).toString()).toContain('inner');
    expect(mail.text).toBe('See below');
  });
});

describe('signed, encrypted and other content', () => {
  const der = (tag: number, ...contents: Buffer[]): Buffer => {
    const content = Buffer.concat(contents);
    const length =
      content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
    return Buffer.concat([Buffer.from([tag, ...length]), content]);
  };
  const oid = (bytes: string) => der(0x06, Buffer.from(bytes, 'hex'));

  it('is shown if it is signed in an opaque way', async () => {
    const inner = Buffer.from('Content-Type: text/plain\r\n\r\nSigned text');
    const encapsulated = der(0x30, oid('2a864886f70d010701'), der(0xa0, der(0x04, inner)));
    const signedData = der(0x30, der(0x02, Buffer.from([1])), der(0x31), encapsulated, der(0x31));
    const p7m = der(0x30, oid('2a864886f70d010702'), der(0xa0, signedData));
    const mail = await parseLines(
      'Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
      'Content-Transfer-Encoding: base64',
      '',
      p7m.toString('base64'),
    );
    expect(mail.text).toBe('Signed text');
  });

  it('is an attachment if it cannot be opened', async () => {
    for (const type of ['signed-data', 'enveloped-data']) {
      const mail = await parseLines(
        `Content-Type: application/pkcs7-mime; smime-type=${type}; name=smime.p7m`,
        'Content-Transfer-Encoding: base64',
        '',
        'MIIB',
      );
      expect(mail.attachments).toMatchObject([{ name: 'smime.p7m' }]);
      expect(mail.defects).toContain(type === 'signed-data' ? 'unreadable-signed-content' : 'encrypted');
    }
  });

  const u16 = (value: number) => Buffer.from([value & 0xff, value >> 8]);
  const u32 = (value: number) => Buffer.concat([u16(value & 0xffff), u16(value >>> 16)]);
  const attribute = (id: number, data: Buffer) =>
    Buffer.concat([Buffer.from([1]), u32(id), u32(data.length), data, u16(0)]);
  const property = (type: number, id: number, value: Buffer) =>
    Buffer.concat([
      u16(type),
      u16(id),
      u32(1),
      u32(value.length),
      value,
      Buffer.alloc((4 - (value.length % 4)) % 4),
    ]);

  it('is in winmail.dat', async () => {
    const message = Buffer.concat([
      u32(2),
      u16(3),
      u16(0x0e07),
      u32(1),
      property(0x102, 0x1013, Buffer.from('<p>From Outlook</p>')),
    ]);
    const file = Buffer.concat([u32(1), property(0x1f, 0x3707, Buffer.from('Größe.txt\0', 'utf16le'))]);
    const tnef = Buffer.concat([
      u32(0x223e9f78),
      u16(1),
      attribute(0x69003, message),
      attribute(0x69002, Buffer.alloc(14)),
      attribute(0x18010, Buffer.from('GRE~1.TXT\0')),
      attribute(0x6800f, Buffer.from('content')),
      attribute(0x69005, file),
    ]);
    const winmail = (content: Buffer) =>
      parseLines(
        'Content-Type: application/ms-tnef; name=winmail.dat',
        'Content-Transfer-Encoding: base64',
        '',
        content.toString('base64'),
      );
    const mail = await winmail(tnef);
    expect(mail.text).toBe('From Outlook');
    expect(mail.attachments.map(({ name, content }) => [name, Buffer.from(content).toString()])).toEqual([
      ['Größe.txt', 'content'],
    ]);
    const damaged = await winmail(tnef.subarray(0, 3));
    expect(damaged.attachments).toMatchObject([{ name: 'winmail.dat' }]);
    expect(damaged.defects).toContain('unreadable-tnef');
  });

  it('is an invitation with a text', async () => {
    const mail = await parseLines(
      'Content-Type: text/calendar; method=REQUEST; charset=utf-8',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VEVENT',
      'DTSTART;TZID="Europe/Berlin":20260301T140000',
      'DTEND:20260301T143000Z',
      'SUMMARY:Planning\\, part',
      '  two',
      'LOCATION:Room 1',
      'END:VEVENT',
      'END:VCALENDAR',
    );
    expect(mail.kind).toBe('calendar');
    expect(mail.text).toBe(
      'Invitation: Planning, part two\n2026-03-01 14:00 Europe/Berlin – 2026-03-01 14:30 UTC\nRoom 1',
    );
    expect(mail.attachments).toMatchObject([{ type: 'text/calendar' }]);
  });
});
