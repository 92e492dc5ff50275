import { Component, computed, input, output } from '@angular/core';
import { degradedInWords } from '../../shared/degraded-words';
import { isUnreadable, SuggestionSigns } from '../../shared/suggestion-signs';
import { Icon } from '../../shared/icon';
import { rationaleText } from '../../shared/rationale-labels';
import { categoryNames, priorityNames, triageSourceNames } from '../../shared/ticket-terms';
import { Choice, Entry, standingChoice } from './triage-queue';
import { categoryKeys, priorityKeys, sureness } from './triage-words';

export interface Chosen {
  choice: Partial<Choice>;
  /** To choose the other field, too, before the next ticket comes. */
  stay: boolean;
}

/** The suggestion, and every other answer one press away; each says its key. */
@Component({
  selector: 'tiq-triage-choices',
  imports: [Icon, SuggestionSigns],
  host: { class: 'block' },
  template: `@let machine = undecided();
    <div class="flex flex-wrap items-baseline gap-x-3 gap-y-1">
      <h3 class="flex items-center gap-2 font-semibold" [class.text-machine]="machine">
        <tiq-icon class="self-center" [name]="machine ? 'spark' : 'done'" />
        @if (unreadable()) {
          <ng-container i18n>No suggestion</ng-container>
        } @else if (machine) {
          <ng-container i18n>Suggestion</ng-container>
        } @else {
          <ng-container i18n>Reviewed</ng-container>
        }
      </h3>
      @if (sure(); as sure) {
        <span class="text-[length:var(--text-sm)] text-soft tabular-nums">{{ sure }}</span>
      }
      <span class="text-[length:var(--text-xs)] text-faint">{{ source() }}</span>
    </div>
    @if (machine) {
      <tiq-suggestion-signs class="mt-2" [ticket]="entry().ticket" />
    }
    @if (unreadable()) {
      <p i18n class="mt-1.5 text-[length:var(--text-sm)] text-soft">Choose a priority and a category.</p>
    }
    @if (rationale(); as text) {
      <p
        class="mt-1.5 text-[length:var(--text-sm)] text-soft as-written"
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
            class="btn justify-start max-sm:min-h-10"
            [class]="each.stands ? (machine && !unreadable() ? 'by-machine' : 'btn-chosen') : ''"
            [attr.aria-pressed]="each.stands"
            [title]="hint(each.name, each.key)"
            (click)="choose.emit({ choice: each.choice, stay: $event.shiftKey })"
          >
            {{ each.name }}<kbd class="kbd ms-auto max-sm:hidden" aria-hidden="true">{{ each.key }}</kbd>
          </button>
        }
      </fieldset>
    }`,
})
export class TriageChoices {
  readonly entry = input.required<Entry>();
  readonly choose = output<Chosen>();
  protected readonly hint = (name: string, key: string) =>
    $localize`${name}:name: (${key}:key:, Shift: stay)`;
  protected readonly groups = computed(() => {
    const { priority, category } = standingChoice(this.entry());
    return [
      {
        legend: $localize`Priority`,
        options: priorityKeys.map(({ key, value }) => ({
          key,
          name: priorityNames[value],
          choice: { priority: value },
          stands: value === priority,
        })),
      },
      {
        legend: $localize`Category`,
        options: categoryKeys.map(({ key, value }) => ({
          key,
          name: categoryNames[value],
          choice: { category: value },
          stands: value === category,
        })),
      },
    ];
  });
  protected readonly undecided = computed(() => ['waiting', 'skipped'].includes(this.entry().state));
  protected readonly unreadable = computed(() => this.undecided() && isUnreadable(this.entry().ticket));
  protected readonly sure = computed(() => (this.unreadable() ? null : sureness(this.entry().ticket)));
  protected readonly rationale = computed(() => rationaleText(this.entry().ticket.triage));
  protected readonly source = computed(() => {
    const { source, model, degraded_reason } = this.entry().ticket.triage;
    const from = triageSourceNames[source ?? 'default'];
    const named = model && source !== 'default' ? `${from} (${model})` : from;
    return degraded_reason ? `${named} · ${degradedInWords(degraded_reason)}` : named;
  });
}
