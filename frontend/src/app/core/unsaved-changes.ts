import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { CanDeactivateFn } from '@angular/router';

/** Forms that would lose what was entered: leaving them asks first, in the console and when the tab closes. */
@Injectable({ providedIn: 'root' })
export class UnsavedChanges {
  private readonly checks = new Set<() => boolean>();
  private readonly answer = signal<((leave: boolean) => void) | null>(null);
  readonly asked = this.answer.asReadonly();
  /** The answer to the question before the page that is being left. */
  private agreed = false;

  constructor() {
    window.addEventListener('beforeunload', (event) => {
      if (this.any() && !this.agreed) event.preventDefault();
    });
    window.navigation?.addEventListener('navigate', (event) => this.holdTraversal(event));
  }

  watch(hasChanges: () => boolean, until: DestroyRef): void {
    this.checks.add(hasChanges);
    until.onDestroy(() => this.checks.delete(hasChanges));
  }

  /** True at once where there is nothing to lose. */
  mayLeave(): Promise<boolean> {
    this.decide(false);
    const agreed = this.agreed;
    this.agreed = false;
    if (agreed) return Promise.resolve(true);
    if (!this.any()) return Promise.resolve(true);
    return new Promise((resolve) => this.answer.set(resolve));
  }
  decide(leave: boolean): void {
    this.answer()?.(leave);
    this.answer.set(null);
  }

  /**
   * The browser's Back changes the address before the router asks, so it is held until the answer, in browsers that let a page
   * hold it.
   */
  private holdTraversal(event: NavigateEvent): void {
    const { cancelable, destination, navigationType } = event;
    if (navigationType !== 'traverse' || !cancelable || this.agreed || !this.any()) return;
    event.preventDefault();
    void this.mayLeave().then((leave) => {
      if (!leave) return;
      this.agreed = true;
      window.navigation.traverseTo(destination.key);
    });
  }

  private any(): boolean {
    return [...this.checks].some((hasChanges) => hasChanges());
  }
}

/** Called where a form is built, for as long as it lives. */
export function keepUnsavedChanges(hasChanges: () => boolean): void {
  inject(UnsavedChanges).watch(hasChanges, inject(DestroyRef));
}

export const leavesNothingUnsaved: CanDeactivateFn<unknown> = () => inject(UnsavedChanges).mayLeave();
