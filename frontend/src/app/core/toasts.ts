import { Injectable, signal } from '@angular/core';
import { toApiProblem } from './api-problem';

export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'error';
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** Until when the action is possible: the message goes with it. */
  expiresAt?: number;
}

const LIFETIME_MS = { info: 6_000, success: 5_000, error: 12_000 };

@Injectable({ providedIn: 'root' })
export class Toasts {
  private readonly toasts = signal<readonly Toast[]>([]);
  private nextId = 1;
  readonly all = this.toasts.asReadonly();

  show(toast: Omit<Toast, 'id'>): void {
    this.add(toast);
  }
  /** @returns the id by which it can be dismissed */
  add(toast: Omit<Toast, 'id'>): number {
    const duplicate = this.toasts().find(
      (each) => each.title === toast.title && each.detail === toast.detail,
    );
    if (duplicate) this.dismiss(duplicate.id);
    const id = this.nextId++;
    // Four are enough to read; the oldest makes room.
    this.toasts.update((all) => [...all.slice(-3), { id, ...toast }]);
    // What can be tried again stays until it is, or is waved away: the way to it may take a while to come back.
    if (toast.tone === 'error' && toast.action) return id;
    const lifetime = toast.action ? 10_000 : LIFETIME_MS[toast.tone];
    setTimeout(() => this.dismiss(id), toast.expiresAt ? toast.expiresAt - Date.now() : lifetime);
    return id;
  }
  showSuccess(title: string, action?: Toast['action']): void {
    this.show({ tone: 'success', title, action });
  }
  showError(title: string, error: unknown, retry?: () => void): void {
    const problem = toApiProblem(error);
    const detail = [
      problem.detail,
      ...problem.fields.map((field) => `${field.field}: ${field.message}`),
    ].join(' ');
    this.show({
      tone: 'error',
      title: title,
      detail,
      action: retry ? { label: $localize`Try again`, run: retry } : undefined,
    });
  }
  dismiss(id: number): void {
    this.toasts.update((all) => all.filter((toast) => toast.id !== id));
  }
}
