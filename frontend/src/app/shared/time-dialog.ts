import { Dialog, DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, Injectable, signal } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import { Button } from './button';
import {
  dueChoices,
  formatUpcoming,
  fromLocalField,
  snoozeChoices,
  TimeChoice,
  TimeField,
  toLocalField,
} from './ticket-times';

/** As in the API. */
const MAX_SNOOZE_DAYS = 730;

interface TimeDialogOptions {
  field: TimeField;
  current: string | null;
}

/** Choice of the time until which a ticket is snoozed, or by which it is due. */
@Component({
  selector: 'tiq-time-dialog',
  imports: [Button],
  host: { '(keydown)': 'onKeydown($event)' },
  template: `<form
    class="card w-[min(22rem,calc(100vw-2rem))] bg-raised p-4 shadow-l"
    data-testid="time-dialog"
    (submit)="$event.preventDefault(); chooseField(time.value)"
  >
    <h2 id="time-heading" class="mb-2 text-lg font-semibold">
      @if (isSnooze) {
        <ng-container i18n>Snooze until</ng-container>
      } @else {
        <ng-container i18n>Due</ng-container>
      }
    </h2>
    <ul class="-mx-2">
      @for (choice of choices; track choice.label) {
        <li>
          <button type="button" class="menu-item w-full" (click)="choose(choice.at)">
            <kbd class="kbd" aria-hidden="true">{{ $index + 1 }}</kbd>
            <span class="min-w-0 flex-1 text-start">{{ choice.label }}</span>
            <span class="text-xs text-faint tabular-nums">{{ formatChoice(choice) }}</span>
          </button>
        </li>
      }
    </ul>
    <label i18n class="label mt-3" for="time-field">Date and time</label>
    <div class="flex flex-wrap gap-2">
      <input
        #time
        id="time-field"
        type="datetime-local"
        class="input min-w-0 flex-1"
        aria-describedby="time-problem"
        [value]="initial"
        [attr.aria-invalid]="problem() !== null"
        (input)="problem.set(null)"
      />
      <button i18n type="submit" tiqButton="primary">Set</button>
    </div>
    <span id="time-problem" class="field-error" role="alert">{{ problem() }}</span>
    <div class="mt-3 flex flex-wrap justify-end gap-2">
      @if (isSet) {
        <button type="button" tiqButton="ghost" class="me-auto" (click)="ref.close(null)">
          @if (isSnooze) {
            <ng-container i18n>End snooze</ng-container>
          } @else {
            <ng-container i18n>Remove due date</ng-container>
          }
        </button>
      }
      <button i18n type="button" tiqButton (click)="ref.close()">Cancel</button>
    </div>
  </form>`,
})
export class TimeDialog {
  protected readonly ref = inject<DialogRef<string | null>>(DialogRef);
  private readonly options = inject<TimeDialogOptions>(DIALOG_DATA);
  private readonly now = new Date();
  protected readonly isSnooze = this.options.field === 'snoozed_until';
  protected readonly isSet = this.options.current !== null;
  protected readonly choices = this.isSnooze ? snoozeChoices(this.now) : dueChoices(this.now);
  protected readonly initial = toLocalField(
    this.options.current ? new Date(this.options.current) : this.choices[0]!.at,
  );
  protected readonly problem = signal<string | null>(null);

  protected formatChoice({ at }: TimeChoice): string {
    return formatUpcoming(at.toISOString(), this.now.getTime());
  }
  protected choose(at: Date): void {
    this.ref.close(at.toISOString());
  }
  protected chooseField(value: string): void {
    const at = fromLocalField(value);
    if (!at) return this.problem.set($localize`Enter a date and a time.`);
    const aheadMs = at.getTime() - Date.now();
    if (this.isSnooze && aheadMs <= 0) return this.problem.set($localize`Choose a time in the future.`);
    if (this.isSnooze && aheadMs > MAX_SNOOZE_DAYS * 86_400_000)
      return this.problem.set($localize`Choose a time at most two years from now.`);
    this.choose(at);
  }
  /** Digits choose outside of the field, arrows move. The page's shortcuts are suspended. */
  protected onKeydown(event: KeyboardEvent): void {
    if (event.key !== 'Escape') event.stopPropagation();
    const target = event.target as HTMLElement;
    if (target instanceof HTMLInputElement) return;
    const choice = this.choices[Number(event.key) - 1];
    if (choice) return this.choose(choice.at);
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const buttons = [...(target.closest('form')?.querySelectorAll<HTMLElement>('li button') ?? [])];
    buttons[(buttons.indexOf(target) + by + buttons.length) % buttons.length]?.focus();
  }
}

/** Asks for a time of a ticket. */
@Injectable({ providedIn: 'root' })
export class TimePicker {
  private readonly dialog = inject(Dialog);

  /** ISO 8601; null to remove the time, undefined if canceled. */
  async pick(field: TimeField, current: string | null): Promise<string | null | undefined> {
    const ref = this.dialog.open<string | null, TimeDialogOptions, TimeDialog>(TimeDialog, {
      data: { field, current },
      ariaLabelledBy: 'time-heading',
      backdropClass: 'dialog-backdrop',
      autoFocus: 'li button',
    });
    return firstValueFrom(ref.closed, { defaultValue: undefined });
  }
}
