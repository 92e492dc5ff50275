import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { ShortcutPreference } from './shortcut-preference';

export interface Shortcut {
  /**
   * A `KeyboardEvent.key`, or two separated by a space for a sequence such as `g i`. Without a key,
   * the command is only in the command palette.
   */
  key?: string;
  label: string;
  /** Hides the command from the command palette until the user types a query. */
  searchOnly?: boolean;
  run: (event: KeyboardEvent) => void;
}

/** Maximum time between the two keys of a sequence, in milliseconds. */
const SEQUENCE_TIMEOUT_MS = 1_200;

/** Elements that handle keys themselves, including their content. */
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
/** While one of these is open, the page's shortcuts are suspended regardless of focus. */
const OPEN_OVERLAY_SELECTOR = 'dialog[open], .cdk-overlay-pane:not(:empty)';
const NON_TEXT_INPUT_TYPES = ['button', 'checkbox', 'radio', 'reset', 'submit'];

/**
 * Registry of keyboard shortcuts, active outside of text fields. Pages register their shortcuts
 * while they are shown; the shortcut help and the command palette list what is registered.
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
  /** All shortcuts and the commands without keys. */
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

  /** Registers commands without keys for the command palette. `provider` may read signals. */
  registerCommands(provider: () => readonly Shortcut[], destroyRef: DestroyRef): void {
    this.commandProviders.update((all) => [provider, ...all]);
    destroyRef.onDestroy(() =>
      this.commandProviders.update((all) => all.filter((registered) => registered !== provider)),
    );
  }

  /**
   * Suspends all shortcuts until `release`, so that keys are not lost to shortcuts when a composer
   * loses focus.
   */
  suspend(owner: object): void {
    this.suspenders.add(owner);
  }
  isSuspendedBy(owner: object): boolean {
    return this.suspenders.has(owner);
  }
  resume(owner: object): void {
    this.suspenders.delete(owner);
  }

  /** Whether a key press is for the page rather than a field, menu, dialog or the browser. */
  accepts(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || this.isHandledElsewhere(event)) return false;
    return this.preference.enabled() || !isPrintableKey(event.key);
  }
  /** Whether a field, menu, dialog or active composer handles the key. */
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

/** Registers shortcuts for the lifetime of the component. Requires an injection context. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  inject(Shortcuts).register(shortcuts, inject(DestroyRef));
}

/** Registers palette commands for the lifetime of the component. Requires an injection context. */
export function useCommands(provider: () => readonly Shortcut[]): void {
  inject(Shortcuts).registerCommands(provider, inject(DestroyRef));
}

/**
 * Whether the key is a letter, digit, punctuation mark or space, which users must be able to
 * disable (WCAG 2.1.4).
 */
export function isPrintableKey(key: string): boolean {
  return [...key].length === 1;
}

/** Whether the shortcut has a key that users can disable. */
export function isSingleKeyShortcut(keys: string): boolean {
  return isPrintableKey(keys) || keys.split(' ').some(isPrintableKey);
}

/** Enter on a link or button activates it. */
function isControlActivation({ key, target }: KeyboardEvent): boolean {
  return (
    key === 'Enter' && target instanceof HTMLElement && target.closest('a, button, summary, input') !== null
  );
}
