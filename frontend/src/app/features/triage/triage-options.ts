import { Component, computed, inject, input, output } from '@angular/core';
import { formatDegradedReason } from '../../shared/degraded-reason-labels';
import { isAbstained, SuggestionWarnings } from '../../shared/suggestion-status';
import { Icon } from '../../shared/icon';
import { formatRationale } from '../../shared/rationale-labels';
import { formatSuggestionSource } from '../../shared/suggestion-source';
import { categoryNames, priorityNames } from '../../core/ticket-labels';
import { TriageDecision, TriageEntry, currentDecision } from './triage-queue';
import { CATEGORY_KEYS, PRIORITY_KEYS, formatConfidence } from './triage-labels';
import { Button } from '../../shared/button';
import { ShortcutPreference } from '../../core/shortcut-preference';
import { ShortcutKey } from '../../shared/shortcut-hint';

export interface TriageSelection {
  decision: Partial<TriageDecision>;
  /** Stay on the ticket to choose the other field as well. */
  stay: boolean;
}

/** The suggestion and all alternatives with their shortcuts. */
@Component({
  selector: 'tiq-triage-options',
  imports: [Button, Icon, ShortcutKey, SuggestionWarnings],
  host: { class: 'block' },
  template: `@let machine = undecided();
    <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <h3 class="flex items-center gap-2 font-semibold" [class.text-suggestion]="machine">
        <tiq-icon class="self-center" [name]="machine ? 'spark' : 'done'" />
        @if (abstained()) {
          <ng-container i18n>No suggestion</ng-container>
        } @else if (machine) {
          <ng-container i18n>Suggestion</ng-container>
        } @else {
          <ng-container i18n>Reviewed</ng-container>
        }
      </h3>
      @if (confidence(); as sure) {
        <span class="text-sm text-soft tabular-nums">{{ sure }}</span>
      }
      <span class="text-xs text-faint">{{ source() }}</span>
    </div>
    @if (machine) {
      <tiq-suggestion-warnings class="mt-2" [ticket]="entry().ticket" />
    }
    @if (abstained()) {
      <p i18n class="mt-1.5 text-sm text-soft">Choose a priority and a category.</p>
    }
    @if (rationale(); as text) {
      <p
        class="mt-1.5 text-sm text-soft preserve-whitespace"
        dir="auto"
        data-testid="rationale"
        [textContent]="text"
      ></p>
    }
    @for (group of groups(); track group.legend) {
      <fieldset class="mt-3 grid grid-cols-2 gap-1.5">
        <legend class="label">{{ group.legend }}</legend>
        @for (each of group.options; track each.key) {
          <button
            type="button"
            tiqButton
            class="justify-start max-sm:min-h-10"
            [highlighted]="each.stands && !(machine && !abstained())"
            [class.is-suggested]="each.stands && machine && !abstained()"
            [attr.aria-pressed]="each.stands"
            [title]="optionTitle(each.name, each.key)"
            (click)="optionSelected.emit({ decision: each.choice, stay: $event.shiftKey })"
          >
            {{ each.name }}<tiq-shortcut-key class="ms-auto max-sm:hidden" [key]="each.key" />
          </button>
        }
      </fieldset>
    }`,
})
export class TriageOptions {
  private readonly shortcuts = inject(ShortcutPreference);
  readonly entry = input.required<TriageEntry>();
  readonly optionSelected = output<TriageSelection>();
  protected readonly optionTitle = (name: string, key: string) =>
    this.shortcuts.enabled()
      ? $localize`${name}:name: (${key}:key:, Shift: stay)`
      : $localize`${name}:name: (Shift: stay)`;
  protected readonly groups = computed(() => {
    const { priority, category } = currentDecision(this.entry());
    return [
      {
        legend: $localize`Priority`,
        options: PRIORITY_KEYS.map(({ key, value }) => ({
          key,
          name: priorityNames[value],
          choice: { priority: value },
          stands: value === priority,
        })),
      },
      {
        legend: $localize`Category`,
        options: CATEGORY_KEYS.map(({ key, value }) => ({
          key,
          name: categoryNames[value],
          choice: { category: value },
          stands: value === category,
        })),
      },
    ];
  });
  protected readonly undecided = computed(() => ['waiting', 'skipped'].includes(this.entry().state));
  protected readonly abstained = computed(() => this.undecided() && isAbstained(this.entry().ticket));
  protected readonly confidence = computed(() =>
    this.abstained() ? null : formatConfidence(this.entry().ticket),
  );
  protected readonly rationale = computed(() => formatRationale(this.entry().ticket.triage));
  protected readonly source = computed(() => {
    const { triage } = this.entry().ticket;
    const source = formatSuggestionSource(triage);
    return triage.degraded_reason ? `${source} · ${formatDegradedReason(triage.degraded_reason)}` : source;
  });
}
