import { inject, Injectable } from '@angular/core';
import { ShortcutPreference } from './shortcut-preference';
import { Toasts } from './toasts';

export interface UndoEntry {
  /** What was done, as in "Priority: High". */
  title: string;
  /** To what, as in "#1042 VPN down". */
  detail?: string;
  /** Takes it back, and says what became of that. */
  undo: () => unknown;
  /** When it is too late for that. */
  expiresAt?: number;
}

const MAX_ENTRIES = 20;

/** Every change that is made with a key or at once: announced in a message, and taken back with `z` on any page. */
@Injectable({ providedIn: 'root' })
export class UndoStack {
  private readonly toasts = inject(Toasts);
  private readonly preference = inject(ShortcutPreference);
  private entries: readonly UndoEntry[] = [];
  /** The messages that would say something wrong once their change is taken back. */
  private readonly toastIds = new WeakMap<UndoEntry, number>();
  private readonly inFlight = new Set<Promise<unknown>>();

  /** A change on its way, which `remember` will follow: `z` right after the key waits for it. */
  track<Result>(change: Promise<Result>): Promise<Result> {
    this.inFlight.add(change);
    const untrack = () => this.inFlight.delete(change);
    change.then(untrack, untrack);
    return change;
  }

  /** Says what was done, and keeps the way back. */
  push(entry: UndoEntry): void {
    this.pushSilently(entry);
    const label = this.preference.enabled() ? $localize`Undo (z)` : $localize`Undo`;
    const toast = this.toasts.add({
      tone: 'success',
      title: entry.title,
      detail: entry.detail,
      action: { label, run: () => this.run(entry) },
      expiresAt: entry.expiresAt,
    });
    if (entry.expiresAt) this.toastIds.set(entry, toast);
  }
  /** Without a word: what could not be taken back yet. */
  pushSilently(entry: UndoEntry): void {
    this.entries = [...this.entries.slice(1 - MAX_ENTRIES), entry];
  }
  remove(entry: UndoEntry): void {
    this.entries = this.entries.filter((each) => each !== entry);
  }

  /** Takes back what was done last; `otherwise` may know of something where this page does not. */
  async undoLast(fallback?: () => Promise<boolean>): Promise<void> {
    await Promise.allSettled(this.inFlight);
    this.entries = this.entries.filter(({ expiresAt }) => !expiresAt || expiresAt > Date.now());
    const entry = this.entries.at(-1);
    if (entry) this.run(entry);
    else if (!(await fallback?.())) this.toasts.show({ tone: 'info', title: $localize`Nothing to undo` });
  }

  private run(entry: UndoEntry): void {
    if (!this.entries.includes(entry)) return;
    this.remove(entry);
    const toast = this.toastIds.get(entry);
    if (toast !== undefined) this.toasts.dismiss(toast);
    entry.undo();
  }
}
