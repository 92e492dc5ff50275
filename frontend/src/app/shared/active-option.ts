import { signal } from '@angular/core';

/** Active option of a list box whose combobox keeps the focus (`aria-activedescendant`). */
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
  /** Moves the active option, wrapping around at the ends. Returns false for other keys. */
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
