import { DestroyRef, inject, Injectable, signal } from '@angular/core';

export interface Shortcut {
  /** As `KeyboardEvent.key` says it. */
  key: string;
  does: string;
  run: (event: KeyboardEvent) => void;
}

/**
 * Single keys that work wherever nothing is being typed. A page registers its own while it is shown; the
 * list behind `?` is made of what is registered, so it can't be out of date.
 */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly registered = signal<readonly Shortcut[]>([]);
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
    const found = this.registered().find((each) => each.key === event.key);
    if (!found) return;
    event.preventDefault();
    found.run(event);
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
  if (target.isContentEditable || target.closest('[role="menu"]')) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button'].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
