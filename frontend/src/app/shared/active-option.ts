import { signal } from '@angular/core';

/** Which option of a list the arrows have reached, while the focus stays in the box above it, as of a combobox. */
export class ActiveOption {
  private readonly reached = signal(0);
  readonly at = this.reached.asReadonly();

  constructor(
    private readonly options: () => readonly unknown[],
    readonly idOf: (at: number) => string,
  ) {}

  reach(at: number): void {
    this.reached.set(at);
  }
  /** From the last to the first and back. False where the key was no arrow. */
  follow(event: KeyboardEvent): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return false;
    event.preventDefault();
    const many = this.options().length;
    if (many) {
      this.reached.update((at) => (at + step + many) % many);
      document.getElementById(this.idOf(this.at()))?.scrollIntoView({ block: 'nearest' });
    }
    return true;
  }
}
