import { describe, expect, it } from 'vitest';
import { parseMail } from './parse-mail.js';
import type { ParsedMail } from './parsed-mail.js';

function parseText(headers: string[], text: string): Promise<ParsedMail> {
  const lines = [
    'From: Jane <jane@example.com>',
    'Content-Type: text/plain; charset=utf-8',
    ...headers,
    '',
    text,
  ];
  return parseMail(Buffer.from(lines.join('\r\n')));
}

function parseParts(type: string, ...parts: [type: string, content: string][]): Promise<ParsedMail> {
  const lines = parts.flatMap(([name, content]) => ['--b', `Content-Type: ${name}`, '', content]);
  return parseMail(
    Buffer.from(
      ['From: jane@example.com', `Content-Type: ${type}; boundary=b`, '', ...lines, '--b--'].join('\r\n'),
    ),
  );
}

describe('mail of people', () => {
  it.each([
    ['a question', ['Subject: VPN'], 'How do I connect?'],
    ['a reply', ['Subject: Re: VPN', 'Auto-Submitted: no', 'X-Autoreply: no'], 'It works, thanks!'],
    ['a question about absence', ['Subject: Out of office hours'], 'When are you out of office?'],
    [
      'an absence with a question',
      ['Subject: Order'],
      'I am on vacation until Monday. Can you send it on Tuesday?',
    ],
    [
      'a bounce that a person asks about',
      ['Subject: Delivery failed'],
      'My mail could not be delivered, what can I do?',
    ],
    ['a calendar without an invitation', ['Subject: Feed', 'Content-Type: text/plain'], 'BEGIN:VCALENDAR'],
  ])('is human: %s', async (_, headers, text) => {
    expect(await parseText(headers, text)).toMatchObject({
      kind: 'human',
      suppressAutoReply: false,
      bounces: [],
    });
  });

  it.each([
    ['a sender that reads none', ['From: no-reply@example.com']],
    ['a server', ['From: mailer-daemon@example.com']],
    ['a sender that asks for none', ['X-Auto-Response-Suppress: OOF, AutoReply']],
    ['an empty return path', ['Return-Path: <>']],
    ['a loop', ['X-Loop: support@example.com']],
  ])('may get no automatic answer: %s', async (_, headers) => {
    const lines = [
      'Subject: x',
      ...headers,
      ...(headers[0]!.startsWith('From') ? [] : ['From: jane@example.com']),
    ];
    const mail = await parseMail(Buffer.from([...lines, '', 'Hello'].join('\r\n')));
    expect(mail).toMatchObject({ kind: 'human', suppressAutoReply: true });
  });
});

describe('automatic replies', () => {
  it.each([
    ['Auto-Submitted', ['Auto-Submitted: auto-replied']],
    ['Auto-Submitted with a comment', ['Auto-Submitted: auto-generated (vacation)']],
    ['X-Autoreply', ['X-Autoreply: yes']],
    ['X-Autorespond', ['X-Autorespond: Order']],
    ['Precedence', ['Precedence: auto_reply']],
    ['Precedence of Gmail', ['Precedence: bulk', 'X-Autoreply: yes']],
  ])('are recognized by %s', async (_, headers) => {
    expect(await parseText(headers, 'Thank you.')).toMatchObject({
      kind: 'auto_reply',
      suppressAutoReply: true,
    });
  });

  it.each([
    'Automatic reply: Order',
    'Auto: Order',
    'Automatische Antwort: Order',
    'Réponse automatique : Order',
    'Respuesta automática: Order',
    'Risposta automatica: Order',
    'Resposta automática: Order',
    'Automatisch antwoord: Order',
    'Automatiskt svar: Order',
    'Automatyczna odpowiedź: Order',
    'Automatická odpověď: Order',
    'Otomatik Yanıt: Order',
    'Автоматический ответ: Order',
    '自動応答: Order',
    '自动回复: Order',
    '[EXTERNAL] Automatic reply: Order',
  ])('are recognized by the subject %j', async (subject) => {
    expect((await parseText([`Subject: ${subject}`], 'Hello')).kind).toBe('auto_reply');
  });

  it.each([
    ['English', 'I am currently out of the office and will return on Monday.'],
    [
      'English, on vacation',
      'Hello,\nI’m on annual leave until 12 January. In urgent cases contact bob@example.com.',
    ],
    [
      'German',
      'Guten Tag,\nich bin bis zum 12. Januar nicht im Büro. In dringenden Fällen wenden Sie sich an Bob.',
    ],
    ['French', 'Je suis actuellement absente jusqu’au 12 janvier.'],
    ['Spanish', 'Estaré fuera de la oficina hasta el 12 de enero.'],
    ['Portuguese', 'Estarei de férias até 12 de janeiro.'],
    ['Italian', 'Sono fuori ufficio fino al 12 gennaio.'],
    ['Dutch', 'Ik ben afwezig tot en met 12 januari.'],
    ['Swedish', 'Jag är på semester och är tillbaka 12 januari.'],
    ['Polish', 'Jestem na urlopie, wracam 12 stycznia. W pilnych sprawach proszę pisać do Boba.'],
    ['Russian', 'Я нахожусь в отпуске, вернусь 12 января.'],
    ['Japanese', '1月12日まで休暇をいただいております。'],
  ])('are recognized by a text in %s', async (_, text) => {
    expect((await parseText(['Subject: Re: Order'], text)).kind).toBe('auto_reply');
  });
});

describe('other mail', () => {
  it.each([
    ['List-Id', ['List-Id: <users.example.com>']],
    ['List-Unsubscribe', ['List-Unsubscribe: <https://example.com/u>']],
    ['Precedence', ['Precedence: bulk']],
    ['List-Id of a program', ['Auto-Submitted: auto-generated', 'List-Id: <news.example.com>']],
  ])('is of a list: %s', async (_, headers) => {
    expect(await parseText(headers, 'News')).toMatchObject({ kind: 'list', suppressAutoReply: true });
  });

  it.each(['REQUEST', 'CANCEL', 'REPLY'])('is an invitation: %s', async (method) => {
    const calendar = `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nBEGIN:VEVENT\r\nSUMMARY:Planning\r\nEND:VEVENT\r\nEND:VCALENDAR`;
    const mail = await parseParts(
      'multipart/alternative',
      ['text/plain', ''],
      [`text/calendar; method=${method}`, calendar],
    );
    expect(mail.kind).toBe('calendar');
    expect(mail.text).toContain('Planning');
  });

  it('is a reaction of Gmail', async () => {
    const mail = await parseParts(
      'multipart/alternative',
      ['text/plain', 'Jane reacted'],
      ['text/vnd.google.email-reaction+json', '{"emoji":"👍","version":1}'],
      ['text/html', '<p>👍</p>'],
    );
    expect(mail.kind).toBe('reaction');
  });

  it.each([
    '👍 Jane Doe reacted to your message:',
    'Jane Doe hat auf Ihre Nachricht reagiert:',
    'Jane a réagi à votre message',
  ])('is a reaction of Outlook: %s', async (text) => {
    expect((await parseText(['Subject: Re: VPN'], text)).kind).toBe('reaction');
  });

  it('is a read receipt', async () => {
    const mail = await parseParts(
      'multipart/report; report-type=disposition-notification',
      ['text/plain', 'Your message was read.'],
      ['message/disposition-notification', 'Disposition: manual-action/MDN-sent-manually; displayed'],
    );
    expect(mail).toMatchObject({ kind: 'receipt', suppressAutoReply: true });
  });

  it('is a receipt if the mail was delivered', async () => {
    const mail = await parseParts(
      'multipart/report; report-type=delivery-status',
      ['text/plain', 'Delivered.'],
      [
        'message/delivery-status',
        'Reporting-MTA: dns; mx.example.com\r\n\r\nFinal-Recipient: rfc822; bob@example.com\r\nAction: delivered\r\nStatus: 2.0.0',
      ],
    );
    expect(mail).toMatchObject({ kind: 'receipt', bounces: [] });
  });

  it('is a complaint', async () => {
    const mail = await parseParts(
      'multipart/report; report-type=feedback-report',
      ['text/plain', 'Spam'],
      ['message/feedback-report', 'Feedback-Type: abuse'],
      ['message/rfc822', 'Message-ID: <a@x>'],
    );
    expect(mail).toMatchObject({ kind: 'complaint', bounces: [] });
  });
});
