import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { CanDeactivateFn } from '@angular/router';

/** Asks for confirmation before leaving forms with unsaved changes or closing the tab. */
@Injectable({ providedIn: 'root' })
export class UnsavedChanges {
  private readonly checks = new Set<() => boolean>();
  private readonly resolvePrompt = signal<((leave: boolean) => void) | null>(null);
  readonly prompting = this.resolvePrompt.asReadonly();
  /** Whether the user has confirmed leaving the page. */
  private agreed = false;

  constructor() {
    window.addEventListener('beforeunload', (event) => {
      if (this.hasUnsaved() && !this.agreed) event.preventDefault();
    });
    window.navigation?.addEventListener('navigate', (event) => this.holdTraversal(event));
  }

  register(hasChanges: () => boolean, destroyRef: DestroyRef): void {
    this.checks.add(hasChanges);
    destroyRef.onDestroy(() => this.checks.delete(hasChanges));
  }

  /** Resolves with true if there are no unsaved changes. */
  confirmLeave(): Promise<boolean> {
    this.decide(false);
    const agreed = this.agreed;
    this.agreed = false;
    if (agreed) return Promise.resolve(true);
    if (!this.hasUnsaved()) return Promise.resolve(true);
    return new Promise((resolve) => this.resolvePrompt.set(resolve));
  }
  decide(leave: boolean): void {
    this.resolvePrompt()?.(leave);
    this.resolvePrompt.set(null);
  }

  /**
   * The browser's Back button changes the URL before the router's guards run. Where the Navigation
   * API allows it, the navigation is deferred until the answer.
   */
  private holdTraversal(event: NavigateEvent): void {
    const { cancelable, destination, navigationType } = event;
    if (navigationType !== 'traverse' || !cancelable || this.agreed || !this.hasUnsaved()) return;
    event.preventDefault();
    void this.confirmLeave().then((leave) => {
      if (!leave) return;
      this.agreed = true;
      window.navigation.traverseTo(destination.key);
    });
  }

  private hasUnsaved(): boolean {
    return [...this.checks].some((hasChanges) => hasChanges());
  }
}

/** Registers a form for the lifetime of its component. Requires an injection context. */
export function trackUnsavedChanges(hasChanges: () => boolean): void {
  inject(UnsavedChanges).register(hasChanges, inject(DestroyRef));
}

export const unsavedChangesGuard: CanDeactivateFn<unknown> = () => inject(UnsavedChanges).confirmLeave();
