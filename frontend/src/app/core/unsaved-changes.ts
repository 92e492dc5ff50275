import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { CanDeactivateFn } from '@angular/router';

/** Forms that would lose what was entered: leaving them asks first, in the console and when the tab closes. */
@Injectable({ providedIn: 'root' })
export class UnsavedChanges {
  private readonly checks = new Set<() => boolean>();
  private readonly resolvePrompt = signal<((leave: boolean) => void) | null>(null);
  readonly prompting = this.resolvePrompt.asReadonly();
  /** The answer to the question before the page that is being left. */
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

  /** True at once where there is nothing to lose. */
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
   * The browser's Back changes the address before the router asks, so it is held until the answer, in browsers that let a page
   * hold it.
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

/** Called where a form is built, for as long as it lives. */
export function trackUnsavedChanges(hasChanges: () => boolean): void {
  inject(UnsavedChanges).register(hasChanges, inject(DestroyRef));
}

export const unsavedChangesGuard: CanDeactivateFn<unknown> = () => inject(UnsavedChanges).confirmLeave();
