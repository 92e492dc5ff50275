import { describe, expect, it } from 'vitest';
import type { ParsedMail } from '../parsing/parsed-mail.js';
import { htmlOf, shortened, textOf, titleOf } from './ticket-text.js';

const MAIL: ParsedMail = {
  ...{
    messageId: null,
    inReplyTo: [],
    references: [],
    from: null,
    replyTo: [],
    to: [],
    cc: [],
    deliveredTo: [],
  },
  ...{ subject: 'Subject', date: null, text: 'New\n\n> Quoted', newText: 'New', html: null, attachments: [] },
  ...{ kind: 'human', suppressAutoReply: false, bounces: [], bouncedMessageIds: [], forwarded: null },
  ...{ authenticationResults: [], defects: [] },
};

describe('the text of a mail', () => {
  it('has no quoted history in a ticket that has it already', () => {
    expect(textOf(MAIL, { isReply: true })).toEqual({ text: 'New', overflow: null });
  });

  it('is complete if it continues a conversation elsewhere or forwards one', () => {
    const whole = { text: 'New\n\n> Quoted', overflow: null };
    expect(textOf({ ...MAIL, inReplyTo: ['a@b'] }, { isReply: false })).toEqual(whole);
    const forwarded = { from: null, subject: null, text: 'Quoted' };
    expect(textOf({ ...MAIL, forwarded }, { isReply: false })).toEqual(whole);
  });

  it('is complete if nothing else is left of it', () => {
    expect(textOf({ ...MAIL, newText: ' ' }, { isReply: true }).text).toBe('New\n\n> Quoted');
    expect(textOf({ ...MAIL, text: '\u200b', newText: '' }, { isReply: true }).text).toBe('(no text)');
  });

  it('overflows beyond the length of a ticket, between characters', () => {
    const long = `${'😀'.repeat(20_000)}end`;
    const { text, overflow } = textOf({ ...MAIL, newText: long }, { isReply: true });
    expect([...text]).toHaveLength(20_000);
    expect(text.isWellFormed()).toBe(true);
    expect(overflow).toBe(long);
  });

  it('has nothing that PostgreSQL refuses', () => {
    expect(textOf({ ...MAIL, newText: 'a\0b\ud800' }, { isReply: true }).text).toBe('ab\ufffd');
    expect(htmlOf({ ...MAIL, html: '<p>\0</p>' })).toBe('<p></p>');
  });
});

describe('the title', () => {
  it.each([
    ['Subject', 'Text', 'Subject'],
    ['  a\r\nb\u202e c ', '', 'a b c'],
    ['', '\n\nFirst line\nSecond', 'First line'],
    [' \u200b ', '', '(no subject)'],
    ['', 'x'.repeat(100), 'x'.repeat(80)],
    ['x'.repeat(300), '', 'x'.repeat(200)],
  ])('of %j and %j is %j', (subject, text, title) => {
    expect(titleOf(subject, text)).toBe(title);
  });
});

it('a text is shortened by characters', () => {
  expect(shortened('😀😀😀', 2)).toBe('😀😀');
  expect(shortened('abc', 3)).toBe('abc');
});
