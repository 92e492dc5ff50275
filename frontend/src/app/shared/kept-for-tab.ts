/** Stores a text until the tab is closed; null removes it. A text over the browser's quota is not stored. */
export function keepForTab(name: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, text);
  } catch {
    sessionStorage.removeItem(name);
  }
}
