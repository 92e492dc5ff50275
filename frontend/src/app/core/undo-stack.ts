import { inject, Injectable } from '@angular/core';
import { ShortcutPreference } from './shortcut-preference';
import { Toasts } from './toasts';

export interface UndoEntry {
  /** The change, for example "Priority: High". */
  title: string;
  /** Its target, for example "#1042 VPN down". */
  detail?: string;
  /** Undoes the change and reports the result. */
  undo: () => unknown;
  /** Time in milliseconds after which the change can't be undone. */
  expiresAt?: number;
}

const MAX_ENTRIES = 20;

/** Undoable changes. Each is announced in a toast and can be undone with `z` on any page. */
@Injectable({ providedIn: 'root' })
export class UndoStack {
  private readonly toasts = inject(Toasts);
  private readonly preference = inject(ShortcutPreference);
  private entries: readonly UndoEntry[] = [];
  /** Toasts that become wrong once their change is undone. */
  private readonly toastIds = new WeakMap<UndoEntry, number>();
  private readonly inFlight = new Set<Promise<unknown>>();

  /**
   * Tracks a pending change that will call `push`, so that `z` pressed before the response waits
   * for it.
   */
  track<Result>(change: Promise<Result>): Promise<Result> {
    this.inFlight.add(change);
    const untrack = () => this.inFlight.delete(change);
    change.then(untrack, untrack);
    return change;
  }

  /** Announces the change and adds it to the stack. */
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
    this.toastIds.set(entry, toast);
  }
  /** Adds a change without a toast, for example one whose undo failed. */
  pushSilently(entry: UndoEntry): void {
    this.entries = [...this.entries.slice(1 - MAX_ENTRIES), entry];
  }
  remove(entry: UndoEntry): void {
    this.entries = this.entries.filter((candidate) => candidate !== entry);
  }

  /**
   * Undoes the latest change. If there is none, calls `fallback`, which resolves with false if it
   * has none either.
   */
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
