import { describe, expect, it } from 'vitest';
import { MAIL_KINDS } from '../parsing/parsed-mail.js';
import { dispose, MAX_MAILS_PER_HOUR, type MailFacts } from './disposition.js';

const HUMAN: MailFacts = {
  ...{
    kind: 'human',
    released: false,
    isOwn: false,
    isLoop: false,
    isSpam: false,
    recent: 0,
    ticketId: null,
  },
};
const of = (facts: Partial<MailFacts>) => dispose({ ...HUMAN, ...facts });

describe('what becomes of a mail', () => {
  it.each(MAIL_KINDS)('only people reopen a ticket: %s', (kind) => {
    const disposition = of({ kind, ticketId: 7 });
    const isByPerson = kind === 'human' || kind === 'list';
    const isPassedOver = kind === 'bounce' || kind === 'complaint';
    expect(disposition.action).toBe(isPassedOver ? (kind === 'bounce' ? 'bounce' : 'ignore') : 'append');
    if (disposition.action === 'append') expect(disposition.isAutomatic).toBe(!isByPerson);
  });

  it.each(['auto_reply', 'receipt', 'reaction'] as const)('%s of no ticket makes none', (kind) => {
    expect(of({ kind })).toEqual({ action: 'ignore', reason: kind });
  });

  it.each(['human', 'list', 'calendar'] as const)('%s of no ticket makes one', (kind) => {
    expect(of({ kind })).toEqual({ action: 'create' });
  });

  it('own mail, loops, spam and floods make none', () => {
    expect(of({ isOwn: true, isLoop: true, ticketId: 7 })).toEqual({ action: 'ignore', reason: 'own_mail' });
    expect(of({ isLoop: true, ticketId: 7 })).toEqual({ action: 'ignore', reason: 'loop' });
    expect(of({ isSpam: true })).toEqual({ action: 'quarantine', reason: 'spam' });
    const flood = { recent: MAX_MAILS_PER_HOUR };
    expect(of({ ...flood, ticketId: 7 })).toEqual({ action: 'quarantine', reason: 'rate_limit' });
    expect(of({ recent: MAX_MAILS_PER_HOUR - 1 })).toEqual({ action: 'create' });
  });

  it.each(MAIL_KINDS)('one that an administrator releases takes effect: %s', (kind) => {
    const suspicious = { kind, released: true, isSpam: true, isLoop: true, isOwn: true, recent: 1000 };
    expect(of(suspicious)).toEqual({ action: 'create' });
    expect(of({ ...suspicious, ticketId: 7 })).toMatchObject({ action: 'append', ticketId: 7 });
  });
});
