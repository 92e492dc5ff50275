import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { restorePersonalData, redactPersonalData } from './personal-data.js';

function redacted(description: string): string {
  return redactPersonalData({ title: '', description }).text.description;
}

const JWT = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N';
/** Concatenated, so that secret scanners do not report them. */
const token = (prefix: string, rest: string) => prefix + rest;

describe('redactPersonalData', () => {
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
    ['postgresql://app:p@ss/w0rd!@10.0.0.5/app', 'postgresql://app:[secret 1]@[ip 1]/app'],
    ['ADMIN_PASSWORD="correct horse battery"', 'ADMIN_PASSWORD="[secret 1]"'],
    ['<password>Winter2024!</password>', '<password>[secret 1]</password>'],
    ['sshpass -p Winter2024! ssh bob@host', 'sshpass -p [secret 1] ssh bob@host'],
    ['mysql -u root -pWinter2024! db', 'mysql -u root -p[secret 1] db'],
    ['curl -s -u bob:Winter2024! https://x.example', 'curl -s -u bob:[secret 1] https://x.example'],
    ['backup --password Winter2024! --all', 'backup --password [secret 1] --all'],
    ['mdp : Soleil2024', 'mdp : [secret 1]'],
    ['пароль: qwerty2024', 'пароль: [secret 1]'],
    ['パスワード：sakura2024', 'パスワード：[secret 1]'],
    ['mailto:bob%40example.org', 'mailto:[email 1]'],
    ['ada@ example.org', '[email 1]'],
    ['ping 192.168.10.24 fails', 'ping [ip 1] fails'],
    ['from 2001:db8::8a2e:370:7334, fe80::1', 'from [ip 1], [ip 2]'],
  ])('redacts: %s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });

  it.each([
    ['Server 10.0.0.17 is away, router 10.1.1.1 too', 'Server [ip 1] is away, router [ip 2] too'],
    ['http://10.0.0.17:8080/x', 'http://[ip 1]:8080/x'],
    [`I use ${token('tiq_', 'AbCdEfGh1234567890')} in the script`, 'I use [secret 1] in the script'],
    [
      'https://desk.example.org/reset-password#pPqN0aBcDeFg',
      'https://desk.example.org/reset-password#[secret 1]',
    ],
    ['https://x.example/auth/reset/9f86d081884c7d659a2feaa0', 'https://x.example/auth/reset/[secret 1]'],
    ['https://b.example/f?sv=2024&sig=a%2Bbc%3D&se=1', 'https://b.example/f?sv=2024&sig=[secret 1]&se=1'],
    ['https://b.example/cb?code=4/0AX4XfWh-x&state=ok', 'https://b.example/cb?code=[secret 1]&state=ok'],
    ['https://b.example/x?access_token=abcd', 'https://b.example/x?access_token=[secret 1]'],
    ['?X-Amz-Signature=deadbeef12&a=b', '?X-Amz-Signature=[secret 1]&a=b'],
    ['https://hooks.slack.com/services/T00/B00/XXXXyyyy', 'https://hooks.slack.com/services/[secret 1]'],
    ['https://discord.com/api/webhooks/123/abc-DEF_g', 'https://discord.com/api/webhooks/[secret 1]'],
    ['Cookie: sid=abc; theme=dark\nok', 'Cookie: [secret 1]\nok'],
    ['Set-Cookie: JSESSIONID=0123ABCD; Path=/', 'Set-Cookie: [secret 1]'],
    ['JSESSIONID=0123456789ABCDEF was sent', 'JSESSIONID=[secret 1] was sent'],
    ['My verification code is 482913', 'My verification code is [secret 1]'],
    ['OTP: 482 913', 'OTP: [secret 1]'],
    ['Mein Bestätigungscode lautet 482913.', 'Mein Bestätigungscode lautet [secret 1].'],
    ['TAN 482913', 'TAN [secret 1]'],
    ['code de vérification : 482913', 'code de vérification : [secret 1]'],
    ['Recovery codes: ab12-cd34, ef56-gh78', 'Recovery codes: [secret 1], [secret 2]'],
    ['backup codes:\n1234-5678\n8765-4321\nthanks', 'backup codes:\n[secret 1]\n[secret 2]\nthanks'],
    ['MAC 00:1A:2B:3C:4D:5E and 00-1a-2b-3c-4d-5f, 001a.2b3c.4d5e', 'MAC [mac 1] and [mac 2], [mac 3]'],
    ['passport no. C01X00T47', 'passport no. [id 1]'],
    ['Reisepassnummer: C01X00T47', 'Reisepassnummer: [id 1]'],
    ['SSN 123-45-6789', 'SSN [id 1]'],
    ['It says 123-45-6789 there', 'It says [id 1] there'],
    ['Meine Steuer-ID ist 12 345 678 901', 'Meine Steuer-ID ist [id 1]'],
    ['Steuernummer 181/815/08155', 'Steuernummer [id 1]'],
    ['Sozialversicherungsnummer 65 170839 J 003', 'Sozialversicherungsnummer [id 1]'],
    ['Krankenversichertennummer A123456780', 'Krankenversichertennummer [id 1]'],
    ['account number 12345678, sort code 12-34-56', 'account number [id 1], sort code [id 2]'],
    ['Kontonummer 1234567, BLZ 37040044', 'Kontonummer [id 1], BLZ [id 2]'],
    ['NHS number: 943 476 5919', 'NHS number: [id 1]'],
    ['numéro de sécurité sociale 1 84 12 76 451 089 46', 'numéro de sécurité sociale [id 1]'],
    ['carte d’identité 880692310285'.replace('’', "'"), "carte d'identité [id 1]"],
    ['tax ID 12-3456789', 'tax ID [id 1]'],
    ['born on 03.11.1984', 'born on [birthdate 1]'],
    ['DOB: 1984-11-03', 'DOB: [birthdate 1]'],
    ['geboren am 3. November 1984', 'geboren am [birthdate 1]'],
    ['née le 3 novembre 1984', 'née le [birthdate 1]'],
    ['Date of birth: November 3, 1984', 'Date of birth: [birthdate 1]'],
    ['0170/1234567', '[phone 1]'],
    ['0170 1234567 ab sechs', '[phone 1] ab sechs'],
    ['030/901820-0', '[phone 1]'],
    ['au 06 12 34 56 78', 'au [phone 1]'],
    ['06.12.34.56.78', '[phone 1]'],
    ['0049 170 1234567', '[phone 1]'],
    ['ada[at]example.org', '[email 1]'],
    ['ada (at) example (dot) org', '[email 1]'],
    ['ada at example dot org', '[email 1]'],
    ['ada＠example.org wrote', '[email 1] wrote'],
    ['"Ada Lovelace"@example.org', '[email 1]'],
    ["o'hara@example.org, zoë@example.org", '[email 1], [email 2]'],
    ['passphrase: correct horse battery staple', 'passphrase: [secret 1]'],
    ['my passphrase is "correct horse battery staple".', 'my passphrase is "[secret 1]".'],
    ['seed phrase: abandon ability able about above absent', 'seed phrase: [secret 1]'],
  ])('redacts other formats: %s', (text, expected) => {
    expect(redacted(text)).toBe(expected);
  });

  it.each([
    ['without its end', '-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEowIBAAKCAQEA\nabcdefghijklmnop'],
    ['in one line', '-----BEGIN PRIVATE', ' KEY-----\\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC'],
    [
      'in PGP format',
      '-----BEGIN PGP PRIVATE',
      ' KEY BLOCK-----\nVersion: 2\n\nlQOYBF\n=abcd\n-----END PGP PRIVATE KEY BLOCK-----',
    ],
    ['in a PGP message', '-----BEGIN PGP', ' MESSAGE-----\n\nhQEMA1\n=abcd\n-----END PGP MESSAGE-----'],
    [
      'without its beginning',
      'MIIEowIBAAKCAQEA7bq0kQ==\nabcdefghijklmnopqrstuv',
      '\n-----END RSA PRIVATE KEY-----',
    ],
  ])('redacts a key %s', (_, begin, rest) => {
    expect(redacted(`Here:\n${token(begin, rest)}\n\nThanks a lot for it`)).toMatch(
      /^Here:\n\[secret 1\]\n\nThanks a lot for it$/,
    );
  });

  it('allows to restore values with compatibility characters', () => {
    const description = 'From ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ with ﬁne wishes';
    const { text, values } = redactPersonalData({ title: '', description });
    expect(text.description).toBe('From [email 1] with ﬁne wishes');
    expect(restorePersonalData(text.description, values)).toBe(description);
  });

  it('redacts a private key completely', () => {
    const key = token('-----BEGIN RSA PRIVATE', ' KEY-----\nMIIEow\nabc\n-----END RSA PRIVATE KEY-----');
    expect(redacted(`Here:\n${key}\nThanks`)).toBe('Here:\n[secret 1]\nThanks');
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
    'commit 9f86d081884c7d65, EUI 00-1A-2B, at 12:30:45:10',
    'driver 31.0.101.2115, ver. 10.0.0.17, update 1.2.3.4',
    'error code 482913, zip code 12345, country code 0049, discount code SAVE20',
    'Use the filter ?status=open&page=2&sort=key&code=404&key=name',
    'https://shop.example.org/items#description-of-the-item',
    'The passport office is closed, and my passport expired in 2026.',
    'My account is locked since 12.11.2026. The account number field is empty.',
    'Tax of 19 % on invoice 2026-004711, tax id field missing',
    'The film was born in 1984, she turned 40. Birthday party at 18:00',
    'Ticket 0001234567, order 0170-12, part 06-12-34',
    'The cookie banner is broken; cookies are off. Session expired at 12:30:45',
    'key=value, size=100, name=report-2026-11-03.pdf',
    'Backup codes do not work. Where are the recovery codes?',
    'passphrase: reset please',
    'from 00:15 to 01:30, 2026-11-03T10:11:12Z, 12:30:45:10:11',
    'error 80070005-1234, build 2026.11.03, 0x0000007B, rev 1.2.3',
    '0123456789 units, 1,000,000.00 EUR, 0800 hours',
    'serial XX12 ABCD EFGH 1234 5678, model AB12CDEF3456GH',
  ])('keeps: %s', (text) => {
    expect(redacted(text)).toBe(text);
  });

  it('uses one placeholder per value, in title and description, for any spelling', () => {
    const { text } = redactPersonalData({
      title: 'Mail to Max@Example.org bounces',
      description: 'max@example.org, eva@example.org; +44 20 7946 0958, +442079460958; max@example.org',
    });
    expect(text).toEqual({
      title: 'Mail to [email 1] bounces',
      description: '[email 1], [email 2]; [phone 1], [phone 1]; [email 1]',
    });
  });

  it('returns values for restoring placeholders', () => {
    const { values } = redactPersonalData({ title: '', description: 'max@example.org, pwd=a$&b$1cd' });
    expect(
      restorePersonalData(
        '[email 1] told [email 1] the password [secret 1], [email 2] and [name 1] know nothing',
        values,
      ),
    ).toBe('max@example.org told max@example.org the password a$&b$1cd, [email 2] and [name 1] know nothing');
  });

  it('does not use placeholders that occur in the ticket', () => {
    const ticket = { title: '[email 1]', description: 'max@example.org wrote [email 1]' };
    const { text, values } = redactPersonalData(ticket);
    expect(text.description).toBe('[email 2] wrote [email 1]');
    expect(restorePersonalData(text.description, values)).toBe(ticket.description);
    expect(restorePersonalData(text.title, values)).toBe('[email 1]');
  });

  it('is reversible for all training texts', () => {
    const folder = new URL('../../tools/model-training/texts/', import.meta.url);
    const lines = readdirSync(folder).flatMap((file) =>
      readFileSync(new URL(file, folder), 'utf8').trim().split('\n'),
    );
    expect(lines.length).toBeGreaterThan(2000);
    for (const line of lines) {
      const ticket = JSON.parse(line) as { title: string; description: string };
      const { text, values } = redactPersonalData(ticket);
      expect(restorePersonalData(text.description, values)).toBe(ticket.description);
    }
  });

  it('takes limited time for any repetition of the maximum length', () => {
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
      redacted(part.repeat(20_000 / part.length));
      expect(performance.now() - started, part).toBeLessThan(2000);
    }
  });
});
