import { Component, input, output } from '@angular/core';

/** Slider and number input for a percentage. */
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
        [attr.aria-label]="sliderLabel()"
        [attr.aria-valuetext]="value() + ' %'"
        [value]="value()"
        [disabled]="readOnly()"
        (input)="valueChange.emit(slider.valueAsNumber)"
      />
      <input
        #box
        type="number"
        min="0"
        max="100"
        step="1"
        inputmode="numeric"
        class="input w-20 text-end tabular-nums"
        [id]="inputId()"
        [attr.aria-label]="label()"
        [attr.aria-invalid]="error() !== null"
        [attr.aria-describedby]="inputId() + (error() ? '-error' : '-words')"
        [value]="value()"
        [disabled]="readOnly()"
        (input)="valueChange.emit(box.valueAsNumber)"
      /><span class="text-soft">%</span>
    </div>
    @if (error(); as message) {
      <p class="field-error" role="alert" [id]="inputId() + '-error'">{{ message }}</p>
    }
    <p
      class="mt-1 min-h-10 text-sm text-soft"
      aria-live="polite"
      [id]="inputId() + '-words'"
      [attr.data-testid]="inputId() + '-words'"
    >
      {{ description() }}
    </p>`,
})
export class PercentField {
  readonly inputId = input.required<string>();
  readonly label = input.required<string>();
  readonly sliderLabel = input.required<string>();
  readonly value = input.required<number>();
  readonly error = input.required<string | null>();
  readonly description = input.required<string>();
  readonly readOnly = input.required<boolean>();
  readonly valueChange = output<number>();
}
