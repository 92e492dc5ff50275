import { Component, computed, input, linkedSignal, output } from '@angular/core';
import {
  utcDayStartTime,
  DateInterval,
  toInterval,
  isValidDate,
  Preset,
  PRESETS,
  DateRange,
  validateInterval,
} from './date-range';
import { Button } from '../../shared/button';

/** Selects the last 7, 30 or 90 days, or two dates. */
@Component({
  selector: 'tiq-range-picker',
  imports: [Button],
  host: { class: 'block' },
  template: `<div
    class="flex flex-wrap items-center gap-2 md:justify-end"
    role="group"
    aria-label="Range"
    i18n-aria-label
  >
    <div class="flex gap-1">
      @for (days of presets; track days) {
        <button
          i18n
          type="button"
          tiqButton
          class="px-2.5"
          [highlighted]="isSelected(days)"
          [attr.aria-pressed]="isSelected(days)"
          (click)="rangeChange.emit({ days })"
        >
          {{ days }} days
        </button>
      }
    </div>
    <div class="flex items-center gap-1 text-sm">
      <label i18n for="range-from" class="text-faint">From</label>
      <input
        #first
        id="range-from"
        type="date"
        class="input min-h-8 w-auto py-0 text-sm"
        min="2000-01-01"
        [max]="today()"
        [value]="draft().from"
        [attr.aria-invalid]="error() !== null"
        [attr.aria-describedby]="error() ? 'range-fault' : null"
        (change)="setDates({ from: first.value, to: last.value })"
      />
      <label i18n for="range-to" class="text-faint">to</label>
      <input
        #last
        id="range-to"
        type="date"
        class="input min-h-8 w-auto py-0 text-sm"
        min="2000-01-01"
        [max]="today()"
        [value]="draft().to"
        [attr.aria-invalid]="error() !== null"
        [attr.aria-describedby]="error() ? 'range-fault' : null"
        (change)="setDates({ from: first.value, to: last.value })"
      />
    </div>
    <p class="basis-full text-xs text-faint md:text-end" data-testid="day-zone">
      @if (utcDayStart()) {
        <ng-container i18n>Days in UTC. Each starts at {{ utcDayStart() }} your time.</ng-container>
      } @else {
        <ng-container i18n>Days in UTC</ng-container>
      }
    </p>
    @if (error(); as fault) {
      <p id="range-fault" role="alert" class="field-error">
        @if (fault === 'order') {
          <ng-container i18n>The start date must not be after the end date.</ng-container>
        } @else {
          <ng-container i18n>Select at most 366 days.</ng-container>
        }
      </p>
    }
  </div>`,
})
export class RangePicker {
  readonly range = input.required<DateRange>();
  readonly now = input.required<number>();
  readonly rangeChange = output<DateRange>();
  protected readonly presets = PRESETS;
  protected readonly today = computed(() => toInterval({ days: 7 }, this.now()).to);
  private readonly dates = computed(() => toInterval(this.range(), this.now()), {
    equal: (a, b) => a.from === b.from && a.to === b.to,
  });
  /** Values of the date inputs: the range, unless edited. */
  protected readonly draft = linkedSignal<DateInterval>(() => this.dates());
  /** Local time at which a UTC day starts; null if it is midnight. */
  protected readonly utcDayStart = computed(() => utcDayStartTime(this.now()));
  protected readonly error = computed(() => validateInterval(this.draft()));

  protected isSelected(days: Preset): boolean {
    const range = this.range();
    return 'days' in range && range.days === days;
  }
  protected setDates(dates: DateInterval): void {
    if (!isValidDate(dates.from) || !isValidDate(dates.to)) return;
    this.draft.set(dates);
    if (!validateInterval(dates)) this.rangeChange.emit(dates);
  }
}
