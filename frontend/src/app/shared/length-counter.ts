import { Component, computed, input } from '@angular/core';
import { formatCounter, formatExcess } from './text-limits';

/** Character counter, shown near the limit, with an error beyond it. */
@Component({
  selector: 'tiq-length-counter',
  host: { class: 'block', role: 'status' },
  template: `@if (counter(); as counter) {
    <span
      class="mt-1 flex flex-wrap gap-x-3 text-sm"
      [class]="excess() ? 'text-critical' : 'text-faint'"
      data-testid="length"
      ><span class="tabular-nums">{{ counter }}</span
      >{{ excess() }}</span
    >
  }`,
})
export class LengthCounter {
  readonly text = input.required<string>();
  readonly max = input.required<number>();
  protected readonly counter = computed(() => formatCounter(this.text(), this.max()));
  protected readonly excess = computed(() => formatExcess(this.text(), this.max()));
}
