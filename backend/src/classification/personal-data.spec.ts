import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { withoutPersonalData } from './personal-data.js';

function shown(description: string): string {
  return withoutPersonalData({ title: '', description }).text.description;
}

const JWT = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N';
/** In two pieces, so that nobody's scanner takes them for real. */
const token = (prefix: string, rest: string) => prefix + rest;

describe('a text without personal data', () => {
  it.each([
    ['Write to anna.berg+it@example.co.uk.', 'Write to [email 1].'],
    ['<max@exämple.de>', '<[email 1]>'],
    ['mailto:max@example.org?subject=x', 'mailto:[email 1]?subject=x'],
    ['Call +44 20 7946 0958 or +49 (0)30 901820.', 'Call [phone 1] or [phone 2].'],
    ['My phone: 030 / 901 820', 'My phone: [phone 1]'],
    ['You can call me at 0171-1234567 after six', 'You can call me at [phone 1] after six'],
    ['(212) 555-0187', '[phone 1]'],
    ['Card 4111 1111 1111 1111 was refused', 'Card [card 1] was refused'],
    ['5555-5555-5555-4444, 378282246310005', '[card 1], [card 2]'],
    ['IBAN DE89 3704 0044 0532 0130 00 please', 'IBAN [iban 1] please'],
    ['from GB82WEST12345698765432.', 'from [iban 1].'],
    [`key ${token('sk-', 'proj-Abcd1234Efgh5678Ijkl')}`, 'key [secret 1]'],
    [token('AKIA', 'IOSFODNN7EXAMPLE'), '[secret 1]'],
    [`Authorization: Bearer ${JWT}`, 'Authorization: Bearer [secret 1]'],
    ['my password is Summer2024!x', 'my password is [secret 1]'],
    ['{"password":"hunter2!","user":"max"}', '{"password":"[secret 1]","user":"max"}'],
    ['api_key=9f86d081884c7d659a2feaa0c55ad015', 'api_key=[secret 1]'],
    ['the token is Zm9vYmFyMTIzNDU2Nzg5MA==.', 'the token is [secret 1].'],
    ['My PIN: 4711', 'My PIN: [secret 1]'],
    ['postgres://app:s3cr3t@db.local/x', 'postgres://app:[secret 1]@db.local/x'],
    ['ping 192.168.10.24 fails', 'ping [ip 1] fails'],
    ['from 2001:db8::8a2e:370:7334, fe80::1', 'from [ip 1], [ip 2]'],
  ])('hides: %s', (text, expected) => {
    expect(shown(text)).toBe(expected);
  });

  it('hides a private key, whole', () => {
    const key = token('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----');
    expect(shown(`Here:\n${key}\nThanks`)).toBe('Here:\n[secret 1]\nThanks');
  });

  it.each([
    'Order 1234567890123 of 2026-11-02, invoice 2026-004711',
    'Order no. 4111111111111112 and parcel 00340434161094042557',
    'Version 10.0.19045.3324, firmware 1.2.3.4, v4.3.2.1',
    'Error 0x80070005, code ERR_SSL_PROTOCOL_ERROR, 404, E-1701',
    'at 12:30:45 on 03.11.2026, from 8:00 to 17:30',
    'std::vector and a::b, 10:20, C::D, ::',
    'The password is wrong, the key is missing and my token expired yesterday.',
    'password: reset please. Key: the left one. Secret santa!',
    'I forgot my password again. Password reset does not work, passwords are a pain.',
    'The Enter key broke off; press key F12345 or key combination Ctrl+Shift',
    'We paid 1,234.50 euros for 12 licences, room 4.17, 5 x 10-20',
    'See http://shop.example.org/orders/2025550123456?page=2',
    '@mention and a@b, 3 @ 5 each',
    'a 1920x1080 screen, 2560-1440, ISBN 978-3-16-148410-0',
    'Call about order 12.11.2026-01 when you can',
    'MAC 00:1A:2B:3C:4D:5E, commit 9f86d081884c7d65',
    'serial XX12 ABCD EFGH 1234 5678, model AB12CDEF3456GH',
  ])('leaves alone: %s', (text) => {
    expect(shown(text)).toBe(text);
  });

  it('has one placeholder for one value, in title and description, however it is spelled', () => {
    const { text } = withoutPersonalData({
      title: 'Mail to Max@Example.org bounces',
      description: 'max@example.org, eva@example.org; +44 20 7946 0958, +442079460958; max@example.org',
    });
    expect(text).toEqual({
      title: 'Mail to [email 1] bounces',
      description: '[email 1], [email 2]; [phone 1], [phone 1]; [email 1]',
    });
  });

  it('can be restored', () => {
    const { restore } = withoutPersonalData({ title: '', description: 'max@example.org, pwd=a$&b$1cd' });
    expect(
      restore('[email 1] told [email 1] the password [secret 1], [email 2] and [name 1] know nothing'),
    ).toBe('max@example.org told max@example.org the password a$&b$1cd, [email 2] and [name 1] know nothing');
  });

  it('does not take what stands in the ticket for a placeholder of its own', () => {
    const ticket = { title: '[email 1]', description: 'max@example.org wrote [email 1]' };
    const { text, restore } = withoutPersonalData(ticket);
    expect(text.description).toBe('[email 2] wrote [email 1]');
    expect(restore(text.description)).toBe(ticket.description);
    expect(restore(text.title)).toBe('[email 1]');
  });

  it('is restored to the letter, for each of our own texts', () => {
    const file = new URL('../../model/texts.jsonl', import.meta.url);
    for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
      const ticket = JSON.parse(line) as { title: string; description: string };
      const { text, restore } = withoutPersonalData(ticket);
      expect(restore(text.description)).toBe(ticket.description);
    }
  });

  it('is made in little time, whatever the longest description repeats', () => {
    for (const part of [
      '1',
      '1 ',
      'a@',
      'key ',
      'DE12 ',
      'a.',
      '1.',
      ':',
      'call ',
      '+49 ',
      'eyJ',
      'password: ',
    ]) {
      const started = performance.now();
      shown(part.repeat(20_000 / part.length));
      expect(performance.now() - started, part).toBeLessThan(2000);
    }
  });
});
