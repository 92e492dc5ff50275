import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseSecretsKey, SecretCipher, SecretsKeyMissing, SecretUnreadable } from './secret-cipher.js';

const PLACE = { table: 'mailboxes', column: 'imap_password', id: 7 };
const KEY = randomBytes(32);
const cipher = new SecretCipher(KEY);

describe('an encrypted secret', () => {
  it.each(['hunter2', '', 'Passwörter 🔑'])('is decrypted to what it was: %s', (secret) => {
    expect(cipher.decrypt(cipher.encrypt(secret, PLACE), PLACE)).toBe(secret);
  });

  it('differs each time and does not contain the secret', () => {
    const [one, other] = [cipher.encrypt('hunter2hunter2', PLACE), cipher.encrypt('hunter2hunter2', PLACE)];
    expect(one).not.toEqual(other);
    expect(one.includes('hunter2')).toBe(false);
  });

  it.each([
    ['table', { ...PLACE, table: 'providers' }],
    ['column', { ...PLACE, column: 'smtp_password' }],
    ['row', { ...PLACE, id: 8 }],
  ])('cannot be read in another %s', (_name, place) => {
    const ciphertext = cipher.encrypt('hunter2', PLACE);
    expect(() => cipher.decrypt(ciphertext, place)).toThrow(SecretUnreadable);
  });

  it('cannot be read after any of its bytes was changed', () => {
    const ciphertext = cipher.encrypt('hunter2', PLACE);
    for (let i = 0; i < ciphertext.length; i += 1) {
      const changed = Buffer.from(ciphertext);
      changed[i]! ^= 1;
      expect(() => cipher.decrypt(changed, PLACE), `byte ${i}`).toThrow(SecretUnreadable);
    }
    for (const length of [0, 1, 5, 20, ciphertext.length - 1])
      expect(() => cipher.decrypt(ciphertext.subarray(0, length), PLACE)).toThrow(SecretUnreadable);
  });

  it('cannot be read with another key, nor written or read without one', () => {
    const ciphertext = cipher.encrypt('hunter2', PLACE);
    expect(() => new SecretCipher(randomBytes(32)).decrypt(ciphertext, PLACE)).toThrow(SecretUnreadable);
    expect(() => new SecretCipher(null).decrypt(ciphertext, PLACE)).toThrow(SecretsKeyMissing);
    expect(() => new SecretCipher(null).encrypt('hunter2', PLACE)).toThrow(SecretsKeyMissing);
  });
});

describe('a key', () => {
  it.each(['hex', 'base64', 'base64url'] as const)('may be in %s', (encoding) => {
    expect(parseSecretsKey(KEY.toString(encoding))).toEqual(KEY);
  });

  it.each([
    ['short', randomBytes(31).toString('base64')],
    ['long', randomBytes(33).toString('base64')],
    ['short', randomBytes(16).toString('hex')],
    ['with other characters', `${'*'.repeat(43)}=`],
    ['empty', ''],
  ])('must not be %s', (_name, text) => {
    expect(parseSecretsKey(text)).toBeUndefined();
  });
});
