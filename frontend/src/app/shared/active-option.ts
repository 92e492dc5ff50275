import { signal } from '@angular/core';

/** Which option of a list the arrows have reached, while the focus stays in the box above it, as of a combobox. */
export class ActiveOption {
  private readonly index = signal(0);
  readonly activeIndex = this.index.asReadonly();

  constructor(
    private readonly options: () => readonly unknown[],
    readonly optionId: (index: number) => string,
  ) {}

  setActive(index: number): void {
    this.index.set(index);
  }
  /** From the last to the first and back. False where the key was no arrow. */
  onArrowKey(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return false;
    event.preventDefault();
    const length = this.options().length;
    if (length) {
      this.index.update((index) => (index + step + length) % length);
      document.getElementById(this.optionId(this.activeIndex()))?.scrollIntoView({ block: 'nearest' });
    }
    return true;
  }
}
