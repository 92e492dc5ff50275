import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { ShortcutPreference } from './shortcut-preference';

export interface Shortcut {
  /**
   * As `KeyboardEvent.key` says it; two with a space between are pressed one after the other, as in `g i`. What has
   * none is in the command palette only.
   */
  key?: string;
  label: string;
  /** The command palette offers it only to those who look for it: there are many of its kind. */
  searchOnly?: boolean;
  run: (event: KeyboardEvent) => void;
}

/** How long the first key of two waits for the second. */
const SEQUENCE_TIMEOUT_MS = 1_200;

/** Elements whose keys are their own, with everything inside them. */
const KEY_HANDLING_SELECTOR = [
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
const OPEN_OVERLAY_SELECTOR = 'dialog[open], .cdk-overlay-pane:not(:empty)';
const NON_TEXT_INPUT_TYPES = ['button', 'checkbox', 'radio', 'reset', 'submit'];

/**
 * Keys that work wherever nothing is being typed. A page registers its own while it is shown; the list behind
 * `?` and the command palette are made of what is registered, so they can't be out of date.
 */
@Injectable({ providedIn: 'root' })
export class Shortcuts {
  private readonly preference = inject(ShortcutPreference);
  private readonly registered = signal<readonly Shortcut[]>([]);
  private readonly suspenders = new Set<object>();
  private sequencePrefix = '';
  private sequenceExpiresAt = 0;
  private readonly commandProviders = signal<readonly (() => readonly Shortcut[])[]>([]);
  readonly all = this.registered.asReadonly();
  /** Those, and what is offered to the command palette only. */
  readonly commands = computed(() => [...this.all(), ...this.commandProviders().flatMap((offer) => offer())]);

  constructor() {
    document.addEventListener('keydown', (event) => this.dispatch(event));
  }

  register(shortcuts: readonly Shortcut[], destroyRef: DestroyRef): void {
    this.registered.update((all) => [...shortcuts, ...all]);
    destroyRef.onDestroy(() =>
      this.registered.update((all) => all.filter((shortcut) => !shortcuts.includes(shortcut))),
    );
  }

  /** Commands without keys that follow what is shown; `offer` reads signals. */
  registerCommands(provider: () => readonly Shortcut[], destroyRef: DestroyRef): void {
    this.commandProviders.update((all) => [provider, ...all]);
    destroyRef.onDestroy(() =>
      this.commandProviders.update((all) => all.filter((each) => each !== provider)),
    );
  }

  /** No key acts until `release`: a text is being written, even if the focus was lost in the meantime. */
  suspend(owner: object): void {
    this.suspenders.add(owner);
  }
  isSuspendedBy(owner: object): boolean {
    return this.suspenders.has(owner);
  }
  resume(owner: object): void {
    this.suspenders.delete(owner);
  }

  /** Whether a key pressed there is for the page, and not for a field, a menu, a dialog or the browser. */
  accepts(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || this.isHandledElsewhere(event)) return false;
    return this.preference.enabled() || !isPrintableKey(event.key);
  }
  /** To a field, a menu, a dialog or to a text that is being written. */
  isHandledElsewhere(event: KeyboardEvent): boolean {
    if (event.defaultPrevented || this.suspenders.size || document.querySelector(OPEN_OVERLAY_SELECTOR))
      return true;
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return false;
    if (target instanceof HTMLInputElement && !NON_TEXT_INPUT_TYPES.includes(target.type)) return true;
    return target.closest(KEY_HANDLING_SELECTOR) !== null;
  }

  private dispatch(event: KeyboardEvent): void {
    const prefix = Date.now() < this.sequenceExpiresAt ? `${this.sequencePrefix} ` : '';
    this.sequenceExpiresAt = 0;
    if (!this.accepts(event) || isControlActivation(event)) return;
    const found = this.registered().find((shortcut) => shortcut.key === prefix + event.key);
    if (found) {
      event.preventDefault();
      found.run(event);
    } else if (this.registered().some((shortcut) => shortcut.key?.startsWith(`${event.key} `))) {
      this.sequencePrefix = event.key;
      this.sequenceExpiresAt = Date.now() + SEQUENCE_TIMEOUT_MS;
    }
  }
}

/** Called where a component is built: its keys live as long as it does. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  inject(Shortcuts).register(shortcuts, inject(DestroyRef));
}

/** Called where a component is built: what the command palette offers while it is shown. */
export function useCommands(provider: () => readonly Shortcut[]): void {
  inject(Shortcuts).registerCommands(provider, inject(DestroyRef));
}

/** A letter, digit, punctuation mark or space: what speech input and a slipping hand produce (WCAG 2.1.4). */
export function isPrintableKey(key: string): boolean {
  return [...key].length === 1;
}

/** Enter on a link or a button is for that link or button. */
function isControlActivation({ key, target }: KeyboardEvent): boolean {
  return (
    key === 'Enter' && target instanceof HTMLElement && target.closest('a, button, summary, input') !== null
  );
}
