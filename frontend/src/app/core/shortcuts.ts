import { DestroyRef, inject, Injectable, signal } from '@angular/core';

export interface Shortcut {
  /**
   * As `KeyboardEvent.key` says it; two with a space between are pressed one after the other, as in `g i`. What has
   * none is in the command palette only.
   */
  key?: string;
  does: string;
  run: (event: KeyboardEvent) => void;
}

/** How long the first key of two waits for the second. */
const SECOND_KEY_WITHIN_MS = 1_200;

/**
 * Keys that work wherever nothing is being typed. A page registers its own while it is shown; the list behind
 * `?` and the command palette are made of what is registered, so they can't be out of date.
 */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly registered = signal<readonly Shortcut[]>([]);
  private first = '';
  private firstUntil = 0;
  readonly all = this.registered.asReadonly();

  constructor() {
    document.addEventListener('keydown', (event) => this.dispatch(event));
  }

  register(shortcuts: readonly Shortcut[], until: DestroyRef): void {
    this.registered.update((all) => [...shortcuts, ...all]);
    until.onDestroy(() => this.registered.update((all) => all.filter((each) => !shortcuts.includes(each))));
  }

  private dispatch(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target) || wantsItself(event) || document.querySelector('dialog[open]')) return;
    const first = Date.now() < this.firstUntil ? `${this.first} ` : '';
    this.firstUntil = 0;
    const found = this.registered().find((each) => each.key === first + event.key);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (this.registered().some((each) => each.key?.startsWith(`${event.key} `))) {
      this.first = event.key;
      this.firstUntil = Date.now() + SECOND_KEY_WITHIN_MS;
    }
  }
}

/** Called where a component is built: its keys live as long as it does. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  inject(Shortcuts).register(shortcuts, inject(DestroyRef));
}

/** Enter on a link or a button is for that link or button. */
function wantsItself({ key, target }: KeyboardEvent): boolean {
  return (
    key === 'Enter' && target instanceof HTMLElement && target.closest('a, button, summary, input') !== null
  );
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.closest('.cdk-overlay-container')) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
