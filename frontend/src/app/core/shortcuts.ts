import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { ShortcutPreference } from './shortcut-preference';

export interface Shortcut {
  /**
   * As `KeyboardEvent.key` says it; two with a space between are pressed one after the other, as in `g i`. What has
   * none is in the command palette only.
   */
  key?: string;
  does: string;
  /** The command palette offers it only to those who look for it: there are many of its kind. */
  onlySearched?: boolean;
  run: (event: KeyboardEvent) => void;
}

/** How long the first key of two waits for the second. */
const SECOND_KEY_WITHIN_MS = 1_200;

/** Elements whose keys are their own, with everything inside them. */
const OWN_KEYS = [
  'dialog',
  'select',
  'textarea',
  '[contenteditable]:not([contenteditable="false"])',
  ...[
    'alertdialog',
    'combobox',
    'dialog',
    'listbox',
    'menu',
    'menubar',
    'searchbox',
    'slider',
    'spinbutton',
  ].map((role) => `[role="${role}"]`),
  '[role="textbox"]',
  '.cdk-overlay-container',
  '[data-own-keys]',
].join(', ');
/** While one of these is open, the page behind it takes no keys, wherever the focus is. */
const OPEN_OVERLAY = 'dialog[open], .cdk-overlay-pane:not(:empty)';
const KEYS_OF_INPUTS = ['button', 'checkbox', 'radio', 'reset', 'submit'];

/**
 * Keys that work wherever nothing is being typed. A page registers its own while it is shown; the list behind
 * `?` and the command palette are made of what is registered, so they can't be out of date.
 */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly preference = inject(ShortcutPreference);
  private readonly registered = signal<readonly Shortcut[]>([]);
  private readonly holders = new Set<object>();
  private first = '';
  private firstUntil = 0;
  private readonly offered = signal<readonly (() => readonly Shortcut[])[]>([]);
  readonly all = this.registered.asReadonly();
  /** Those, and what is offered to the command palette only. */
  readonly commands = computed(() => [...this.all(), ...this.offered().flatMap((offer) => offer())]);

  constructor() {
    document.addEventListener('keydown', (event) => this.dispatch(event));
  }

  register(shortcuts: readonly Shortcut[], until: DestroyRef): void {
    this.registered.update((all) => [...shortcuts, ...all]);
    until.onDestroy(() => this.registered.update((all) => all.filter((each) => !shortcuts.includes(each))));
  }

  /** Commands without keys that follow what is shown; `offer` reads signals. */
  offer(offer: () => readonly Shortcut[], until: DestroyRef): void {
    this.offered.update((all) => [offer, ...all]);
    until.onDestroy(() => this.offered.update((all) => all.filter((each) => each !== offer)));
  }

  /** No key acts until `release`: a text is being written, even if the focus was lost in the meantime. */
  hold(holder: object): void {
    this.holders.add(holder);
  }
  isHeldBy(holder: object): boolean {
    return this.holders.has(holder);
  }
  release(holder: object): void {
    this.holders.delete(holder);
  }

  /** Whether a key pressed there is for the page, and not for a field, a menu, a dialog or the browser. */
  accepts(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || this.belongsElsewhere(event)) return false;
    return this.preference.enabled() || !isCharacter(event.key);
  }
  /** To a field, a menu, a dialog or to a text that is being written. */
  belongsElsewhere(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || this.holders.size || document.querySelector(OPEN_OVERLAY)) return true;
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return false;
    if (target instanceof HTMLInputElement && !KEYS_OF_INPUTS.includes(target.type)) return true;
    return target.closest(OWN_KEYS) !== null;
  }

  private dispatch(event: KeyboardEvent): void {
    const first = Date.now() < this.firstUntil ? `${this.first} ` : '';
    this.firstUntil = 0;
    if (!this.accepts(event) || isOfControl(event)) return;
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

/** Called where a component is built: what the command palette offers while it is shown. */
export function offerCommands(offer: () => readonly Shortcut[]): void {
  inject(Shortcuts).offer(offer, inject(DestroyRef));
}

/** A letter, digit, punctuation mark or space: what speech input and a slipping hand produce (WCAG 2.1.4). */
export function isCharacter(key: string): boolean {
  return [...key].length === 1;
}

/** Enter on a link or a button is for that link or button. */
function isOfControl({ key, target }: KeyboardEvent): boolean {
  return (
    key === 'Enter' && target instanceof HTMLElement && target.closest('a, button, summary, input') !== null
  );
}
