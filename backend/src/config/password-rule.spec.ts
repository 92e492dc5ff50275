import { describe, expect, it } from 'vitest';
import { findPasswordWeakness } from './password-rule.js';

describe('findPasswordWeakness', () => {
  it.each([
    'password123',
    'qwertyuiop',
    'administrator',
    '0987654321',
    'Password123',
    'P@ssw0rd123!',
    'iloveyou2026',
    'Summer2026!',
    'Welcome-2026',
    'drowssap2024',
    'football12',
    '1q2w3e4r5t6y',
    'qazwsxedcrfv',
    'zxcvbnm,./',
    'abcabcabca',
    'passwordpassword',
    'hunter2hunter2',
    'changeme123',
    'letmein12345',
    'letmein letmein',
    'dragon-dragon-dragon',
    'Winter2025Winter',
    'Passwort1234',
    'Fruehling2025',
    'Willkommen-99',
    'motdepasse123',
    'пароль1234567',
    'йцукенгшщз',
  ])('rejects %s', (password) => {
    expect(findPasswordWeakness(password)).toBeDefined();
  });

  it('rejects the owner’s name or address and the product name, with few additions', () => {
    const about = ['Ada Lovelace', 'countess@analytical-engine.example'];
    for (const password of [
      'AdaLovelace1815',
      'lovelace-ada!',
      'Countess@analytical-engine.example',
      'countess2026',
      'c0untess-99',
      'analyticalengine',
      'TicketIQ-2026',
      'ticketiq-admin',
    ]) {
      expect([password, findPasswordWeakness(password, about)]).toEqual([
        password,
        expect.objectContaining({ code: 'password_personal' }),
      ]);
    }
  });

  it.each([
    'correct-horse-battery-1',
    'Sup3r-secret-pass!',
    'password of 1',
    'a better horse',
    'orbital mechanics',
    'another one',
    'correct horse battery staple',
    'r8#kQz-41mW',
    '川の流れのように 美しく 9',
  ])('accepts %s', (password) => {
    expect(findPasswordWeakness(password, ['The agent', 'person1@example.org'])).toBeUndefined();
  });

  it('takes bounded time for any length', () => {
    findPasswordWeakness('warm up the lists');
    for (const unit of ['a1b2c3', '1@$3', 'p4ssw0rd@dm1n', '4@8({[<3690!1|']) {
      const before = process.threadCpuUsage().user;
      findPasswordWeakness(unit.repeat(40).slice(0, 200));
      expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(1000);
    }
  });
});
