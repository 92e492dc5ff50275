import { describe, expect, it } from 'vitest';
import { deprecatedSettings } from './deprecated-settings.js';
import { InvalidSettings, parseSettings } from './settings.js';

/** The settings for which the start is refused. */
function refused(environment: Record<string, string>): string[] {
  try {
    parseSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof InvalidSettings) return error.faults.map(({ setting }) => setting);
    throw error;
  }
}

describe('settings of the remote model', () => {
  it('default to Gemini with redaction and without a budget', () => {
    expect(parseSettings({})).toMatchObject({
      TRIAGE_PROVIDER: 'gemini',
      TRIAGE_REDACT_PERSONAL_DATA: true,
    });
    expect(parseSettings({ TRIAGE_REDACT_PERSONAL_DATA: 'false' }).TRIAGE_REDACT_PERSONAL_DATA).toBe(false);
    expect(refused({ TRIAGE_REDACT_PERSONAL_DATA: 'nope' })).toEqual(['TRIAGE_REDACT_PERSONAL_DATA']);
  });

  it('require a model for the provider openai, but no key', () => {
    expect(refused({ TRIAGE_PROVIDER: 'openai' })).toEqual(['OPENAI_MODEL']);
    expect(refused({ TRIAGE_PROVIDER: 'openai', OPENAI_MODEL: 'llama' })).toEqual([]);
    expect(refused({ TRIAGE_PROVIDER: 'other' })).toEqual(['TRIAGE_PROVIDER']);
    expect(() => parseSettings({ TRIAGE_PROVIDER: 'openai' })).toThrow('Set the name of the model');
  });

  it('require both prices for a budget or for either price', () => {
    const [input, output] = ['TRIAGE_PRICE_INPUT_PER_MILLION', 'TRIAGE_PRICE_OUTPUT_PER_MILLION'];
    expect(refused({ TRIAGE_DAILY_BUDGET_USD: '2' })).toEqual([input, output]);
    expect(refused({ [input]: '0.3' })).toEqual([output]);
    expect(refused({ TRIAGE_DAILY_BUDGET_USD: '2', [input]: '0', [output]: '2.5' })).toEqual([]);
    expect(refused({ [input]: 'cheap', [output]: '-1' })).toEqual([input, output]);
  });
});

it('name the limit that an invalid value exceeds, and what to set', () => {
  const faultOf = (setting: string, value: string): string => {
    try {
      parseSettings({ [setting]: value });
    } catch (error) {
      if (error instanceof InvalidSettings) return error.faults.map(({ message }) => message).join(' ');
    }
    return '';
  };
  expect(faultOf('PORT', '70000')).toBe('Set 65535 or less.');
  expect(faultOf('PORT', '-1')).toBe('Set 0 or more.');
  expect(faultOf('PORT', '80.5')).toBe('Set a whole number.');
  expect(faultOf('PORT', 'http')).toContain('Set a whole number.');
  expect(faultOf('TRIAGE_DAILY_BUDGET_USD', 'much')).toContain('Set a number.');
  expect(faultOf('TRIAGE_PROVIDER', 'other')).toBe('Set one of: gemini, openai.');
  expect(faultOf('TRIAGE_REDACT_PERSONAL_DATA', 'perhaps')).toBe('Set true or false.');
  expect(faultOf('CORS_ORIGINS', 'help')).toContain('Set addresses such as https://help.example.org');
});

it('omit unset values', () => {
  expect(Object.values(parseSettings({}))).not.toContain(undefined);
});

describe('deprecated setting names', () => {
  const [former, present] = ['GEMINI_REQUESTS_PER_MINUTE', 'TRIAGE_REQUESTS_PER_MINUTE'];

  it('apply if the current name is not set', () => {
    expect(parseSettings({ [former]: '20' }).TRIAGE_REQUESTS_PER_MINUTE).toBe(20);
    expect(parseSettings({ [former]: '20', [present]: ' ' }).TRIAGE_REQUESTS_PER_MINUTE).toBe(20);
    expect(deprecatedSettings({ [former]: '20' })).toEqual([
      { setting: former, replacement: present, isIgnored: false },
    ]);
  });

  it('are ignored if the current name is set', () => {
    const both = { [former]: '20', [present]: '50' };
    expect(parseSettings(both).TRIAGE_REQUESTS_PER_MINUTE).toBe(50);
    expect(deprecatedSettings(both)).toEqual([{ setting: former, replacement: present, isIgnored: true }]);
    expect(deprecatedSettings({ [present]: '50', [former]: '' })).toEqual([]);
  });

  it('are named in the error if their value is invalid', () => {
    expect(new Set(refused({ [former]: 'many' }))).toEqual(new Set([former]));
    expect(new Set(refused({ [present]: 'many' }))).toEqual(new Set([present]));
  });
});

describe('secrets', () => {
  it.each([
    'changeme'.repeat(4),
    'ab'.repeat(20),
    'x'.repeat(40),
    '0123456789abcdef'.repeat(2),
    'qwertyuiop'.repeat(4),
    'change-me-to-something-long-and-random',
    'your-secret-key-goes-here-your-secret-key',
    '<the output of openssl rand -hex 32>',
  ])('must not be %s', (secret) => {
    expect(refused({ JWT_SECRET: secret })).toEqual(['JWT_SECRET']);
    expect(refused({ METRICS_TOKEN: secret.replaceAll(' ', '') })).toEqual(['METRICS_TOKEN']);
  });

  it('may be random or a passphrase', () => {
    for (const secret of [
      '9f86d081884c7d659a2feaa0c55ad015',
      'only for the tests, and long enough for them',
    ]) {
      expect(refused({ JWT_SECRET: secret })).toEqual([]);
    }
    expect(refused({ METRICS_TOKEN: '9f86d081884c7d65' })).toEqual([]);
  });

  it('of the database and the administrator must not be placeholders or guessable', () => {
    const database = (password: string): string => `postgres://ticketiq:${password}@db/ticketiq`;
    expect(refused({ DATABASE_URL: database('changeme') })).toEqual(['DATABASE_URL']);
    expect(refused({ DATABASE_URL: database('e5b1f7c2') })).toEqual([]);
    expect(refused({ ADMIN_PASSWORD: 'password123' })).toEqual(['ADMIN_PASSWORD']);
    expect(refused({ ADMIN_EMAIL: 'ada@example.org', ADMIN_PASSWORD: 'ada@example.org' })).toEqual([
      'ADMIN_PASSWORD',
    ]);
  });
});

describe('PUBLIC_URL', () => {
  it('consists of a scheme and a host', () => {
    expect(parseSettings({ PUBLIC_URL: 'https://help.example.org/' }).PUBLIC_URL).toBe(
      'https://help.example.org',
    );
    for (const url of [
      'help.example.org',
      'https://help.example.org/desk',
      'ftp://help.example.org',
      'https://',
    ]) {
      expect(refused({ PUBLIC_URL: url })).toEqual(['PUBLIC_URL']);
    }
  });
});

describe('REDIS_PASSWORD', () => {
  it.each(['plain', 'p@ss/w:rd#1?', '100%', '%41', 'é "quoted" $HOME', "it's"])(
    'is escaped in the address: %s',
    (password) => {
      const { REDIS_URL } = parseSettings({ REDIS_URL: 'redis://redis:6379', REDIS_PASSWORD: password });
      const url = new URL(REDIS_URL!);
      expect([decodeURIComponent(url.password), url.host]).toEqual([password, 'redis:6379']);
    },
  );

  it('yields to a password in REDIS_URL', () => {
    const own = parseSettings({ REDIS_URL: 'redis://:own@redis:6379', REDIS_PASSWORD: 'other' });
    expect(new URL(own.REDIS_URL!).password).toBe('own');
    expect(parseSettings({ REDIS_PASSWORD: 'other' }).REDIS_URL).toBeUndefined();
  });
});
