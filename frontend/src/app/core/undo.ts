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
  until?: number;
}

const REMEMBERED = 20;

/** Every change that is made with a key or at once: announced in a message, and taken back with `z` on any page. */
@Injectable({ providedIn: 'root' })
export class Undo {
  private readonly toasts = inject(Toasts);
  private readonly preference = inject(ShortcutPreference);
  private entries: readonly UndoEntry[] = [];
  /** The messages that would say something wrong once their change is taken back. */
  private readonly shownAs = new WeakMap<UndoEntry, number>();
  private readonly underWay = new Set<Promise<unknown>>();

  /** A change on its way, which `remember` will follow: `z` right after the key waits for it. */
  during<Result>(change: Promise<Result>): Promise<Result> {
    this.underWay.add(change);
    const forget = () => this.underWay.delete(change);
    change.then(forget, forget);
    return change;
  }

  /** Says what was done, and keeps the way back. */
  remember(entry: UndoEntry): void {
    this.keep(entry);
    const label = this.preference.enabled() ? $localize`Undo (z)` : $localize`Undo`;
    const toast = this.toasts.put({
      tone: 'success',
      title: entry.title,
      detail: entry.detail,
      action: { label, run: () => this.run(entry) },
      until: entry.until,
    });
    if (entry.until) this.shownAs.set(entry, toast);
  }
  /** Without a word: what could not be taken back yet. */
  keep(entry: UndoEntry): void {
    this.entries = [...this.entries.slice(1 - REMEMBERED), entry];
  }
  forget(entry: UndoEntry): void {
    this.entries = this.entries.filter((each) => each !== entry);
  }

  /** Takes back what was done last; `otherwise` may know of something where this page does not. */
  async undoLast(otherwise?: () => Promise<boolean>): Promise<void> {
    await Promise.allSettled(this.underWay);
    this.entries = this.entries.filter(({ until }) => !until || until > Date.now());
    const entry = this.entries.at(-1);
    if (entry) this.run(entry);
    else if (!(await otherwise?.())) this.toasts.show({ tone: 'info', title: $localize`Nothing to undo` });
  }

  private run(entry: UndoEntry): void {
    if (!this.entries.includes(entry)) return;
    this.forget(entry);
    const toast = this.shownAs.get(entry);
    if (toast !== undefined) this.toasts.dismiss(toast);
    entry.undo();
  }
}
