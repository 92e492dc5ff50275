import { Injectable, signal } from '@angular/core';
import { toApiProblem } from './api-problem';

export interface Toast {
  id: number;
  tone: 'info' | 'success' | 'error';
  title: string;
  detail?: string;
  action?: { label: string; run: () => void };
  /** Time in milliseconds until which the action is available. The toast is removed then. */
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
  /** Adds a toast and returns its id for `dismiss`. */
  add(toast: Omit<Toast, 'id'>): number {
    const duplicate = this.toasts().find(
      (shown) => shown.title === toast.title && shown.detail === toast.detail,
    );
    if (duplicate) this.dismiss(duplicate.id);
    const id = this.nextId++;
    // At most four toasts are shown; the oldest is removed.
    this.toasts.update((all) => [...all.slice(-3), { id, ...toast }]);
    // Errors with a retry stay until retried or dismissed, because a connection may take a while to
    // return.
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
