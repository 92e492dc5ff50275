import { createCipheriv, createDecipheriv, hash, randomBytes } from 'node:crypto';
import { DomainError } from './domain-error.js';

const ALGORITHM = 'aes-256-gcm';
const FORMAT = 1;
const KEY_BYTES = 32;
const KEY_ID_BYTES = 4;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + KEY_ID_BYTES;

export class SecretsKeyMissing extends DomainError {
  readonly code = 'secrets.key_missing';
  readonly fault = 'impossible';
  constructor() {
    super(
      'Passwords can’t be stored without an encryption key. Set SECRETS_KEY for all api and worker processes, such as the output of `openssl rand -base64 32`.',
    );
  }
}

export class SecretUnreadable extends DomainError {
  readonly code = 'secrets.unreadable';
  readonly fault = 'impossible';
  constructor() {
    super(
      'A stored password can’t be decrypted. Restore the former SECRETS_KEY or enter the password again.',
    );
  }
}

/** The column and row of a secret. A ciphertext that is copied elsewhere cannot be decrypted. */
export interface SecretPlace {
  table: string;
  column: string;
  id: number;
}

/** Parses a key of 32 bytes in hexadecimal, base64 or base64url. Undefined for any other text. */
export function parseSecretsKey(text: string): Buffer | undefined {
  if (/^[\da-f]{64}$/i.test(text)) return Buffer.from(text, 'hex');
  if (!/^[\w+/-]{43}=?$/.test(text)) return undefined;
  const key = Buffer.from(text, 'base64');
  return key.length === KEY_BYTES ? key : undefined;
}

/**
 * Encrypts secrets of mailboxes and other integrations with AES-256-GCM. A ciphertext consists of its format, the id of
 * the key, the nonce, the encrypted text and the authentication tag.
 */
export class SecretCipher {
  private readonly keyId: Buffer;

  /** @param key 32 bytes; null if none is configured. */
  constructor(private readonly key: Buffer | null) {
    this.keyId = key ? hash('sha256', key, 'buffer').subarray(0, KEY_ID_BYTES) : Buffer.alloc(0);
  }

  /** @throws SecretsKeyMissing */
  encrypt(secret: string, place: SecretPlace): Buffer {
    if (!this.key) throw new SecretsKeyMissing();
    const nonce = randomBytes(NONCE_BYTES);
    const header = Buffer.concat([Buffer.of(FORMAT), this.keyId]);
    const cipher = createCipheriv(ALGORITHM, this.key, nonce).setAAD(associatedData(header, place));
    const encrypted = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
    return Buffer.concat([header, nonce, encrypted, cipher.getAuthTag()]);
  }

  /** @throws SecretsKeyMissing | SecretUnreadable */
  decrypt(ciphertext: Buffer, place: SecretPlace): string {
    if (!this.key) throw new SecretsKeyMissing();
    const header = ciphertext.subarray(0, HEADER_BYTES);
    const isKnown = header[0] === FORMAT && header.subarray(1).equals(this.keyId);
    if (!isKnown || ciphertext.length < HEADER_BYTES + NONCE_BYTES + TAG_BYTES) throw new SecretUnreadable();
    const nonce = ciphertext.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
    const encrypted = ciphertext.subarray(HEADER_BYTES + NONCE_BYTES, -TAG_BYTES);
    const decipher = createDecipheriv(ALGORITHM, this.key, nonce, { authTagLength: TAG_BYTES })
      .setAAD(associatedData(header, place))
      .setAuthTag(ciphertext.subarray(-TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(encrypted), decipher.final()]).toString('utf8');
    } catch {
      throw new SecretUnreadable();
    }
  }
}

function associatedData(header: Buffer, { table, column, id }: SecretPlace): Buffer {
  return Buffer.concat([header, Buffer.from(JSON.stringify([table, column, id]))]);
}
