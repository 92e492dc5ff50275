import { Injectable, signal } from '@angular/core';
import { toProblem } from './problem';

export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'error';
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** Until when the action is possible: the message goes with it. */
  until?: number;
}

const LIFETIME_MS = { info: 6_000, success: 5_000, error: 12_000 };

@Injectable({ providedIn: 'root' })
export class Toasts {
  private readonly shown = signal<readonly Toast[]>([]);
  private nextId = 1;
  readonly all = this.shown.asReadonly();

  show(toast: Omit<Toast, 'id'>): void {
    this.put(toast);
  }
  /** @returns the id by which it can be dismissed */
  put(toast: Omit<Toast, 'id'>): number {
    const same = this.shown().find((each) => each.title === toast.title && each.detail === toast.detail);
    if (same) this.dismiss(same.id);
    const id = this.nextId++;
    // Four are enough to read; the oldest makes room.
    this.shown.update((all) => [...all.slice(-3), { id, ...toast }]);
    // What can be tried again stays until it is, or is waved away: the way to it may take a while to come back.
    if (toast.tone === 'error' && toast.action) return id;
    const lifetime = toast.action ? 10_000 : LIFETIME_MS[toast.tone];
    setTimeout(() => this.dismiss(id), toast.until ? toast.until - Date.now() : lifetime);
    return id;
  }
  success(title: string, action?: Toast['action']): void {
    this.show({ tone: 'success', title, action });
  }
  failure(what: string, error: unknown, retry?: () => void): void {
    const problem = toProblem(error);
    const detail = [problem.detail, ...problem.fields.map((each) => `${each.field}: ${each.message}`)].join(
      ' ',
    );
    this.show({
      tone: 'error',
      title: what,
      detail,
      action: retry ? { label: $localize`Try again`, run: retry } : undefined,
    });
  }
  dismiss(id: number): void {
    this.shown.update((all) => all.filter((each) => each.id !== id));
  }
}
