/** Stores a text until the tab is closed; null removes it. A text over the browser's quota is not stored. */
export function setSessionItem(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, value);
  } catch {
    sessionStorage.removeItem(key);
  }
}
