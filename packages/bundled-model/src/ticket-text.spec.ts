import { describe, expect, it } from 'vitest';
import { normalizeTicketText } from './ticket-text.ts';

const body = (description: string) => normalizeTicketText('', description).text.replace(/\s+/g, ' ').trim();

describe('normalizeTicketText', () => {
  it.each([
    ['tags and entities', '<div>Printer&nbsp;&amp; scanner<br>are dead</div>', 'Printer & scanner are dead'],
    ['a style sheet', '<style>p { color: red }</style><p>hello there</p>', 'hello there'],
    ['zero-width characters', 're\u200bfund', 'refund'],
    ['compatibility forms', '\uff52\uff45\uff46\uff55\uff4e\uff44', 'refund'],
    ['letters of other scripts in a Latin word', 'p\u0430ssw\u043erd', 'password'],
    ['line breaks escaped by an export', 'Hello,\\n\\nIt broke', 'Hello, It broke'],
    [
      'quoted lines',
      'It is not fixed yet, please look again today.\n> Your ticket was closed.',
      'It is not fixed yet, please look again today.',
    ],
    [
      'the quoted original message',
      'It is not fixed yet, please look again.\n-----Original Message-----\nFrom: Desk\nYour invoice',
      'It is not fixed yet, please look again.',
    ],
    [
      'a quoted message with a header only',
      'Same here on our floor since lunch.\nFrom: Ann\nSent: Monday\nTo: Desk\nSubject: scan\nScanning fails',
      'Same here on our floor since lunch.',
    ],
    [
      'a signature',
      'My mouse is broken.\nKind regards,\nAnn\nBilling department\n+44 20 5555',
      'My mouse is broken. Kind regards,',
    ],
  ])('removes or resolves %s', (_, description, expected) => {
    expect(body(description)).toBe(expected);
  });

  it.each([
    ['a comparison', 'a < b and c > d'],
    ['a Windows path', 'C:\\new\\name'],
    ['a word entirely in Cyrillic', '\u043f\u0440\u0438\u043d\u0442\u0435\u0440'],
    ['a question after a thank-you', 'Thanks\nCould you also look at my bill?'],
    ['quoted text with few other words', 'see below\n> The printer is dead'],
  ])('keeps %s', (_, description) => {
    expect(body(description)).toBe(description.replace(/\s+/g, ' '));
  });

  it('returns the original spelling of a passage within the title or the description', () => {
    const { text, literal } = normalizeTicketText('Re\u200bfund', 'of my <b>invoice</b> please');
    const stretch = (word: string) => literal(text.indexOf(word), text.indexOf(word) + word.length);
    expect(stretch('Refund')).toBe('Re\u200bfund');
    expect(stretch('invoice')).toBe('invoice');
    expect(literal(0, text.length)).toBeNull();
    expect(literal(text.indexOf('my'), text.indexOf('invoice') + 7)).toBeNull();
  });
});
