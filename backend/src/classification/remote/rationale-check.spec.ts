import { describe, expect, it } from 'vitest';
import { ComparedText, isGroundedInTicket } from './rationale-check.js';

const ticket = {
  title: 'Screen flickers',
  description: 'The screen of my laptop flickers; call me at +49 170 1234567 or write to alice@example.org.',
};
const payroll = new ComparedText(
  'Payroll export shows a salary of 187000 for John Doe\nThe export is on https://files.example.net/payroll and open to all.',
);

describe('isGroundedInTicket', () => {
  it.each([
    'The screen of the laptop flickers, which has a workaround.',
    'Ticket quotes "the screen of my laptop flickers".',
    'The user can be reached at +49 170 1234567 or alice@example.org.',
    'A hardware fault, e.g. of the display (probability 0.93); version 3.5 is mentioned nowhere.',
    'An export is open.',
  ])('accepts: %s', (rationale) => {
    expect(isGroundedInTicket(rationale, ticket, [payroll])).toBe(true);
  });

  it.each([
    ['a run of five words of another text', 'EXAMPLES: Payroll export shows a salary for somebody.'],
    ['such a run with other case and punctuation', 'PAYROLL  EXPORT, shows: “A salary”'],
    ['such a run in fullwidth letters', 'Ｐａｙｒｏｌｌ ｅｘｐｏｒｔ ｓｈｏｗｓ ａ ｓａｌａｒｙ'],
    ['a number of another text', 'John gets 187000.'],
    ['such a number in groups', 'He gets 187.000 or 187 000 a year.'],
    ['a name of another text', 'It is about john-doe.'],
    ['a run with its letters spaced out', 'P-a-y-r-o-l-l e-x-p-o-r-t s h o w s a s a l a r y'],
    ['a reversed run', 'rof 000781 fo yralas a swohs tropxe llorayP'],
    ['encoded text', 'UGF5cm9sbCBleHBvcnQgc2hvd3M='],
    ['a link of another text', 'See https://files.example.net/payroll'],
    ['a link that is in no ticket', 'Reset it at https://evil.example/reset?user=1'],
    ['a link without a scheme', 'Go to evil.example/reset now'],
    ['an address', 'Write to bob@example.org'],
    ['an address with a homoglyph', 'Write to bоb@example.org'],
    ['a phone number', 'Call 0170 765 43 21 for help.'],
  ])('rejects %s', (_name, rationale) => {
    expect(isGroundedInTicket(rationale, ticket, [payroll])).toBe(false);
  });

  it('compares scripts without spaces by character', () => {
    const other = new ComparedText('給与の一覧が全員に公開されています');
    expect(isGroundedInTicket('例：給与の一覧が全員に', ticket, [other])).toBe(false);
    expect(isGroundedInTicket('画面がちらつく', ticket, [other])).toBe(true);
  });

  it('takes limited time for long texts', () => {
    const long = 'word '.repeat(4000);
    const started = performance.now();
    const others = Array.from({ length: 20 }, () => new ComparedText(long));
    isGroundedInTicket('a.'.repeat(250), { title: '', description: '1 '.repeat(10_000) }, others);
    isGroundedInTicket('1 '.repeat(250), { title: '', description: 'a@'.repeat(10_000) }, others);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});
