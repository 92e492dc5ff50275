import { Component, input, output } from '@angular/core';

/** A share in whole percent: a slider for the hand, and a box for the number. */
@Component({
  selector: 'tiq-percent-field',
  host: { class: 'block' },
  template: `<div class="flex items-center gap-3">
      <input
        #slider
        type="range"
        min="0"
        max="100"
        step="5"
        class="h-6 min-w-0 flex-1 accent-[var(--c-accent)]"
        [attr.aria-label]="sliderName()"
        [attr.aria-valuetext]="value() + ' %'"
        [value]="value()"
        [disabled]="readOnly()"
        (input)="type.emit(slider.valueAsNumber)"
      />
      <input
        #box
        type="number"
        min="0"
        max="100"
        step="1"
        inputmode="numeric"
        class="input w-20 text-end tabular-nums"
        [id]="boxId()"
        [attr.aria-label]="name()"
        [attr.aria-invalid]="fault() !== null"
        [attr.aria-describedby]="boxId() + (fault() ? '-error' : '-words')"
        [value]="value()"
        [disabled]="readOnly()"
        (input)="type.emit(box.valueAsNumber)"
      /><span class="text-soft">%</span>
    </div>
    @if (fault(); as message) {
      <p class="field-error" role="alert" [id]="boxId() + '-error'">{{ message }}</p>
    }
    <p
      class="mt-1 min-h-10 text-[length:var(--text-sm)] text-soft"
      aria-live="polite"
      [id]="boxId() + '-words'"
      [attr.data-testid]="boxId() + '-words'"
    >
      {{ words() }}
    </p>`,
})
export class PercentField {
  readonly boxId = input.required<string>();
  readonly name = input.required<string>();
  readonly sliderName = input.required<string>();
  readonly value = input.required<number>();
  readonly fault = input.required<string | null>();
  readonly words = input.required<string>();
  readonly readOnly = input.required<boolean>();
  readonly type = output<number>();
}
