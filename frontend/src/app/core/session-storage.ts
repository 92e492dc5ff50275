/**
 * Sets an item of session storage; null removes it. If the quota is exceeded, the item is removed.
 */
export function setSessionItem(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    sessionStorage.removeItem(key);
  }
}
