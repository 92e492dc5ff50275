import { describe, expect, it } from 'vitest';
import { parseMail } from './parse-mail.js';
import type { ParsedMail } from './parsed-mail.js';

const SERVER = 'From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>';

function parseReport(headers: string[], ...text: string[]): Promise<ParsedMail> {
  const all = ['To: desk@example.com', ...headers, 'Content-Type: text/plain; charset=utf-8', '', ...text];
  return parseMail(Buffer.from(all.join('\n')));
}

function parseDsn(status: string[], returned: [type: string, ...lines: string[]]): Promise<ParsedMail> {
  const [type, ...lines] = returned;
  const parts = [
    ['text/plain', 'Your message could not be delivered.'],
    ['message/delivery-status', ['Reporting-MTA: dns; mx.example.com', '', ...status].join('\n')],
    [type, lines.join('\n')],
  ].flatMap(([name, content]) => ['--b', `Content-Type: ${name}`, '', content!]);
  return parseMail(
    Buffer.from(
      [
        SERVER,
        'To: desk@example.com',
        'Subject: Undelivered Mail',
        'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
        '',
        ...parts,
        '--b--',
      ].join('\n'),
    ),
  );
}

describe('reports of RFC 3464', () => {
  it('name recipient, action, status and diagnostic', async () => {
    const mail = await parseDsn(
      [
        'Final-Recipient: rfc822; bob@example.org',
        'Action: failed',
        'Status: 5.1.1',
        'Diagnostic-Code: smtp; 550 5.1.1 User',
        '  unknown',
      ],
      ['message/rfc822', 'Message-ID: <sent@example.com>', 'To: bob@example.org', '', 'text'],
    );
    expect(mail).toMatchObject({
      kind: 'bounce',
      suppressAutoReply: true,
      bounces: [
        {
          recipient: 'bob@example.org',
          action: 'failed',
          status: '5.1.1',
          diagnostic: '550 5.1.1 User unknown',
        },
      ],
      bouncedMessageIds: ['sent@example.com'],
    });
  });

  it('may return headers alone', async () => {
    const mail = await parseDsn(
      ['Final-Recipient: rfc822; bob@example.org', 'Action: failed'],
      ['text/rfc822-headers', 'Message-ID: <sent@example.com>'],
    );
    expect(mail.bouncedMessageIds).toEqual(['sent@example.com']);
  });

  it('may be of several recipients, of which some were reached', async () => {
    const mail = await parseDsn(
      [
        'Final-Recipient: rfc822; a@example.org',
        'Action: failed',
        'Status: 5.2.2',
        '',
        'Final-Recipient: rfc822; b@example.org',
        'Action: relayed',
        'Status: 2.0.0',
        '',
        'Final-Recipient: rfc822; c@example.org',
        'Action: delayed',
        'Status: 4.4.1',
      ],
      ['text/rfc822-headers', 'Subject: x'],
    );
    expect(mail.bounces.map(({ recipient, action }) => [recipient, action])).toEqual([
      ['a@example.org', 'failed'],
      ['c@example.org', 'delayed'],
    ]);
  });

  it.each([
    ['Action: delayed', 'Status: 4.4.7', 'delayed'],
    ['Status: 4.4.1', '', 'delayed'],
    ['Status: 5.1.1', '', 'failed'],
    ['Action: failed', 'Status: 4.4.7', 'failed'],
    ['Action: failed (after 5 days)', '', 'failed'],
  ])('tell delayed from failed: %s %s', async (first, second, action) => {
    const mail = await parseDsn(['Final-Recipient: rfc822; bob@example.org', first, second].filter(Boolean), [
      'text/rfc822-headers',
      '',
    ]);
    expect(mail.bounces).toMatchObject([{ action }]);
  });

  it('name the address that the sender wrote to, rather than the one it was forwarded to', async () => {
    const mail = await parseDsn(
      [
        'Original-Recipient: rfc822;bob@example.org',
        'Final-Recipient: rfc822;bob@elsewhere.example',
        'Action: failed',
      ],
      ['text/rfc822-headers', ''],
    );
    expect(mail.bounces).toMatchObject([{ recipient: 'bob@example.org' }]);
  });
});

describe('reports of other forms', () => {
  const returned = [
    'Message-ID: <sent@example.com>',
    'From: desk@example.com',
    'To: bob@example.org',
    'Subject: Re: VPN',
    '',
    'text',
  ];

  it.each<[string, string[], string[], object]>([
    [
      'qmail',
      [SERVER, 'Subject: failure notice'],
      [
        'Hi. This is the qmail-send program at mx.example.com.',
        "I'm afraid I wasn't able to deliver your message to the following addresses.",
        "This is a permanent error; I've given up.",
        '',
        '<bob@example.org>:',
        'Remote host said: 550 5.1.1 no such user',
        '',
        '--- Below this line is a copy of the message.',
        '',
        ...returned,
      ],
      {
        recipient: 'bob@example.org',
        action: 'failed',
        status: '5.1.1',
        diagnostic: '550 5.1.1 no such user',
      },
    ],
    [
      'Exim',
      [
        SERVER,
        'Subject: Mail delivery failed: returning message to sender',
        'X-Failed-Recipients: bob@example.org',
      ],
      [
        'A message that you sent could not be delivered to one or more of its',
        'recipients. This is a permanent error. The following address(es) failed:',
        '',
        '  bob@example.org',
        '    host mx.example.org [192.0.2.1]: 550 Mailbox full',
        '',
        '------ This is a copy of the message, including all the headers. ------',
        '',
        ...returned,
      ],
      { recipient: 'bob@example.org', action: 'failed', diagnostic: '550 Mailbox full' },
    ],
    [
      'Exim, delayed',
      [SERVER, 'Subject: Warning: message 1abc delayed 24 hours', 'Auto-Submitted: auto-replied'],
      [
        'A message that you sent has not yet been delivered to one or more of its',
        'recipients after more than 24 hours on the queue.',
        '',
        '  bob@example.org',
        '    450 greylisted',
        '',
        'No action is required on your part. Delivery attempts will continue.',
      ],
      { recipient: 'bob@example.org', action: 'delayed' },
    ],
    [
      'sendmail',
      [SERVER, 'Subject: Returned mail: User unknown'],
      [
        '   ----- The following addresses had permanent fatal errors -----',
        '<bob@example.org>',
        '',
        '   ----- Transcript of session follows -----',
        '550 <bob@example.org>... User unknown',
        '',
        '   ----- Original message follows -----',
        '',
        ...returned,
      ],
      { recipient: 'bob@example.org', action: 'failed' },
    ],
    [
      'Exchange',
      ['From: System Administrator <postmaster@example.org>', 'Subject: Undeliverable: VPN'],
      [
        'Your message',
        '',
        '  To:      desk@example.com',
        '  Subject: VPN',
        '',
        'did not reach the following recipient(s):',
        '',
        'bob@example.org on Mon, 5 Jan 2026 10:00:00',
        '    The recipient name is not recognized',
      ],
      { recipient: 'bob@example.org', action: 'failed' },
    ],
    [
      'a Japanese carrier',
      ['From: <Postmaster@ezweb.ne.jp>', 'Subject: Mail System Error - Returned Mail'],
      [
        'The user(s) account is disabled.',
        '<bob@ezweb.ne.jp>: 550 user unknown',
        '',
        '--------------------------',
        ...returned,
      ],
      { recipient: 'bob@ezweb.ne.jp', action: 'failed' },
    ],
    [
      'Japanese words',
      ['From: postmaster@example.jp', 'Subject: =?utf-8?B?44Oh44O844Or44Ko44Op44O86YCa55+l?='],
      [
        '以下のメールアドレスへの送信に失敗しました。',
        'bob@example.org',
        '',
        '-------original message',
        ...returned,
      ],
      { recipient: 'bob@example.org', action: 'failed' },
    ],
    [
      'a program with a name of its own',
      ['From: Gateway <gw@example.org>', 'Return-Path: <>', 'Subject: Delivery Notification: failed'],
      [
        'Your mail was rejected.',
        'Recipient: bob@example.org',
        'Reason: mailbox full',
        '',
        '--- Original message ---',
        ...returned,
      ],
      { recipient: 'bob@example.org', action: 'failed' },
    ],
    [
      'Amazon SES',
      ['From: no-reply@sns.amazonaws.com', 'Subject: AWS Notification Message'],
      [
        JSON.stringify({
          notificationType: 'Bounce',
          bounce: {
            bounceType: 'Permanent',
            bouncedRecipients: [
              {
                emailAddress: 'bob@example.org',
                action: 'failed',
                status: '5.1.1',
                diagnosticCode: 'smtp; 550 user unknown',
              },
            ],
          },
          mail: { commonHeaders: { messageId: '<sent@example.com>' } },
        }),
        '',
        '--',
        'To stop these, visit https://example.com',
      ],
      { recipient: 'bob@example.org', action: 'failed', status: '5.1.1', diagnostic: '550 user unknown' },
    ],
  ])('are read: %s', async (name, headers, text, expected) => {
    const mail = await parseReport(headers, ...text);
    expect(mail.kind).toBe('bounce');
    expect(mail.bounces).toMatchObject([expected]);
    if (!/delayed|Exchange/.test(name)) expect(mail.bouncedMessageIds).toEqual(['sent@example.com']);
  });

  it('are read from a sender without a name of a server', async () => {
    const headers = ['From: relay@example.org', 'Subject: Mail could not be delivered'];
    const mail = await parseReport(
      headers,
      'Sent <<< RCPT TO:<bob@example.org>',
      'Received >>> 550 5.1.1 user unknown',
    );
    expect(mail.bounces).toMatchObject([{ recipient: 'bob@example.org', action: 'failed', status: '5.1.1' }]);
  });

  it('are no bounces if a person writes them', async () => {
    const mail = await parseReport(
      ['From: jane@example.com', 'Subject: Fwd: Delivery failed'],
      'My mail came back:',
      '550 <bob@example.org>... User unknown',
    );
    expect(mail).toMatchObject({ kind: 'human', bounces: [], bouncedMessageIds: [] });
  });

  it('take linear time', async () => {
    for (const unit of [
      'a@b ',
      '550 ',
      'could not be ',
      'deliver a a a ',
      '- ',
      'user a b c ',
      '<a@',
      '\n5.1.1 ',
      'recipient: a@b\n',
    ]) {
      const before = process.threadCpuUsage();
      await parseReport([SERVER, 'Subject: failure notice'], unit.repeat(1_000_000 / unit.length));
      expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(3_000);
    }
  });
});
