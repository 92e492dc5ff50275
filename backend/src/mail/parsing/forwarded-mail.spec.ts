import { describe, expect, it } from 'vitest';
import { readForwardedMail } from './forwarded-mail.js';
import { parseMail } from './parse-mail.js';

describe('readForwardedMail', () => {
  it.each([
    [
      'Gmail',
      'Fwd: Order',
      '---------- Forwarded message ---------\nFrom: Jane Doe <jane@Example.com>\nDate: Mon, 5 Jan 2026\nSubject: Order\nTo: <bob@example.com>\n\nWhere is it?',
    ],
    [
      'Apple Mail',
      'Fwd: Order',
      'Begin forwarded message:\n\n> From: Jane Doe <jane@example.com>\n> Subject: Order\n> Date: 5 January 2026\n> To: bob@example.com\n>\n> Where is it?',
    ],
    [
      'Outlook',
      'FW: Order',
      'From: Jane Doe <jane@example.com>\nSent: Monday\nTo: Bob <bob@example.com>\nSubject: Order\n\nWhere is it?',
    ],
    [
      'Outlook in German',
      'WG: Order',
      'Von: Jane Doe <jane@example.com>\nGesendet: Montag\nAn: Bob <bob@example.com>\nBetreff: Order\n\nWhere is it?',
    ],
    [
      'Outlook in French',
      'TR: Order',
      'De : Jane Doe <jane@example.com>\nEnvoyé : lundi\nÀ : Bob <bob@example.com>\nObjet : Order\n\nWhere is it?',
    ],
    [
      'Thunderbird in German',
      'Fwd: Order',
      '-------- Weitergeleitete Nachricht --------\nBetreff: Order\nDatum: Mon, 5 Jan 2026\nVon: Jane Doe <jane@example.com>\nAn: bob@example.com\n\nWhere is it?',
    ],
  ])('finds the original sender: %s', (_, subject, text) => {
    expect(readForwardedMail(`Please take over.\n\n${text}`, subject)).toMatchObject({
      from: { name: 'Jane Doe', address: 'jane@example.com' },
      subject: 'Order',
      text: expect.stringContaining('Where is it?') as string,
    });
  });

  it.each([
    ['a question', 'Order', 'Where is it?'],
    [
      'a reply',
      'Re: Order',
      'It has arrived.\n\n________________________________\nFrom: Jane <jane@example.com>\nSent: Monday\nTo: Bob\nSubject: Order\n\nWhere is it?',
    ],
    [
      'a quote',
      'Re: Order',
      'It has arrived.\n\nOn 5 Jan 2026 Jane <jane@example.com> wrote:\n> Where is it?',
    ],
  ])('finds none in %s', (_, subject, text) => {
    expect(readForwardedMail(text, subject)).toBeNull();
  });

  it('makes the forwarded text new if there is no other', async () => {
    const text =
      '---------- Forwarded message ---------\nFrom: Jane <jane@example.com>\nDate: Monday\nSubject: Order\nTo: <bob@example.com>\n\nWhere is it?';
    const mail = await parseMail(Buffer.from(`Subject: Fwd: Order\n\n${text}`));
    expect(mail.newText).toContain('Where is it?');
    const commented = await parseMail(Buffer.from(`Subject: Fwd: Order\n\nPlease take over.\n\n${text}`));
    expect(commented.newText).toBe('Please take over.');
  });

  it('takes linear time', () => {
    for (const unit of [
      'On a, "a" <a> ',
      'Le «a» <',
      'From: a\n',
      '\n',
      '- ',
      '> ',
      'Am a schrieb "a" <',
      '<a <mailto:a>> ',
      'To: a <a>, ',
    ]) {
      const before = process.threadCpuUsage();
      readForwardedMail(`From: ${unit.repeat(100_000)}`, 'Fwd: x');
      expect(process.threadCpuUsage(before).user / 1000, unit).toBeLessThan(2_000);
    }
  });
});
