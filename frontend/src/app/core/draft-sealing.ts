import { Me } from './api-types';

const DRAFTS = 'ticketiq.draft.';
const storageKey = ({ id }: Pick<Me, 'id'>) => `ticketiq.laid-aside.${id}`;
const IV_BYTES = 12;

/**
 * Encrypts the drafts in this tab's session storage until their author signs in again; only the
 * author's session provides the key. Without Web Crypto, as on a page served over HTTP, the drafts
 * are deleted.
 */
export async function layDraftsAside(user: Me): Promise<void> {
  const drafts = takeDrafts();
  if (!drafts.length || !isSealable()) return;
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(drafts));
  const encrypted = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await keyOf(user), text);
  sessionStorage.setItem(storageKey(user), toBase64(iv) + toBase64(new Uint8Array(encrypted)));
}

/**
 * Decrypts and restores the drafts of this user. A newer draft with the same key takes precedence.
 */
export async function bringDraftsBack(user: Me): Promise<void> {
  const stored = sessionStorage.getItem(storageKey(user));
  sessionStorage.removeItem(storageKey(user));
  if (stored === null || !isSealable()) return;
  for (const [name, draft] of await decryptDrafts(stored, user))
    if (sessionStorage.getItem(name) === null) sessionStorage.setItem(name, draft);
}

export function deleteDrafts(): void {
  takeDrafts();
}

function takeDrafts(): [name: string, draft: string][] {
  const names = Object.keys(sessionStorage).filter((name) => name.startsWith(DRAFTS));
  const drafts = names.map((name): [string, string] => [name, sessionStorage.getItem(name)!]);
  for (const name of names) sessionStorage.removeItem(name);
  return drafts;
}

async function decryptDrafts(stored: string, user: Me): Promise<[name: string, draft: string][]> {
  try {
    const bytes = Uint8Array.from(atob(stored), (character) => character.charCodeAt(0));
    const [iv, encrypted] = [bytes.slice(0, IV_BYTES), bytes.slice(IV_BYTES)];
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await keyOf(user), encrypted);
    return JSON.parse(new TextDecoder().decode(text)) as [string, string][];
  } catch {
    // The key changed with the service's secret.
    return [];
  }
}

function isSealable(): boolean {
  return isSecureContext;
}

function keyOf({ draft_key: k }: Me): Promise<CryptoKey> {
  return crypto.subtle.importKey('jwk', { kty: 'oct', k }, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function toBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
