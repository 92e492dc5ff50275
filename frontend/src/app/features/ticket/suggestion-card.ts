import { Component, computed, inject, input, output } from '@angular/core';
import { Ticket } from '../../core/api-types';
import { Session } from '../../core/session';
import { CategoryBadge, PriorityBadge, TopicBadge } from '../../shared/badges';
import { formatDegradedReason } from '../../shared/degraded-reason-labels';
import { isAbstained, canAccept, SuggestionWarnings } from '../../shared/suggestion-status';
import { Icon } from '../../shared/icon';
import { formatRationale } from '../../shared/rationale-labels';
import { formatSuggestionSource } from '../../shared/suggestion-source';
import { isUndecided } from '../../core/ticket-labels';
import { Button } from '../../shared/button';
import { ShortcutKey, ShortcutTitle } from '../../shared/shortcut-hint';

const HEADINGS: Record<Ticket['triage']['state'], string> = {
  pending: $localize`Triage pending`,
  suggested: $localize`Suggestion`,
  accepted: $localize`Suggestion accepted`,
  overridden: $localize`Overridden`,
  manual: $localize`Manual`,
};

/**
 * Triage suggestion with confidence and rationale. Other values are chosen in the properties below.
 */
@Component({
  selector: 'tiq-suggestion-card',
  imports: [
    Button,
    CategoryBadge,
    Icon,
    PriorityBadge,
    ShortcutKey,
    ShortcutTitle,
    SuggestionWarnings,
    TopicBadge,
  ],
  host: { class: 'block empty:hidden' },
  template: `@let triage = ticket().triage;
    @if (triage.state !== 'manual' || triage.suggested_category) {
      <section
        class="card p-4"
        [class]="undecided() ? 'border-dashed border-suggestion-line bg-suggestion-soft' : ''"
        aria-labelledby="triage-heading"
        data-testid="suggestion-card"
      >
        <h2
          id="triage-heading"
          class="flex items-center gap-2 font-semibold"
          [class.text-suggestion]="undecided()"
        >
          <tiq-icon
            [name]="triage.state === 'accepted' ? 'done' : 'spark'"
            [class.animate-pulse]="triage.state === 'pending'"
          />{{ heading() }}
        </h2>
        <tiq-suggestion-warnings class="mt-3" [ticket]="ticket()" />
        @if (abstained()) {
          @if (rationale(); as text) {
            <p class="mt-2 text-sm text-soft preserve-whitespace" dir="auto" [textContent]="text"></p>
          }
          <p i18n class="mt-2 text-sm text-soft">
            Set to General / Medium until an agent picks a category and priority.
          </p>
        } @else if (triage.suggested_category && triage.suggested_priority) {
          <div class="mt-3 flex flex-wrap items-center gap-2">
            <tiq-category-badge [category]="triage.suggested_category" [suggested]="undecided()" />
            <tiq-priority-badge [priority]="triage.suggested_priority" [suggested]="undecided()" />
            @if (triage.suggested_topic; as topic) {
              <tiq-topic-badge [topic]="topic" [suggested]="undecided()" />
            }
            @if (confidence(); as sure) {
              <span i18n class="text-sm text-soft tabular-nums">{{ sure }}% confidence</span>
            }
          </div>
          @if (rationale(); as text) {
            <p class="mt-2 text-sm text-soft preserve-whitespace" dir="auto" [textContent]="text"></p>
          }
          <p class="mt-2 text-xs text-faint">
            <span i18n>Source: {{ source() }}</span>
            @if (triage.degraded_reason) {
              <span> · {{ degradedReason() }}</span>
            }
          </p>
        } @else {
          <p i18n class="mt-2 text-sm text-soft">
            Set to General / Medium until triage finishes, usually within seconds. You can keep working.
          </p>
        }
        @if (undecided()) {
          <div class="mt-3 flex flex-wrap gap-2">
            @if (abstained()) {
              <button type="button" tiqButton (click)="override.emit()">
                <tiq-icon name="pencil" /><ng-container i18n>Set manually</ng-container>
              </button>
              <button type="button" tiqButton (click)="keepCurrent.emit()">
                <ng-container i18n>Keep current values</ng-container>
              </button>
            }
            @if (canAccept()) {
              <button
                type="button"
                tiqButton="primary"
                title="Accept suggestion"
                tiqShortcut="e"
                i18n-title
                (click)="accept.emit()"
              >
                <tiq-icon name="check" /><ng-container i18n>Accept</ng-container>
                <tiq-shortcut-key key="e" />
              </button>
            }
            <button type="button" tiqButton [disabled]="triage.state === 'pending'" (click)="retriage.emit()">
              <tiq-icon name="retry" /><ng-container i18n>Re-run triage</ng-container>
            </button>
          </div>
        } @else if (triage.self_settled) {
          <button type="button" tiqButton class="mt-3" (click)="override.emit()">
            <tiq-icon name="pencil" /><ng-container i18n>Override</ng-container>
          </button>
        }
      </section>
    }`,
})
export class SuggestionCard {
  private readonly session = inject(Session);
  readonly ticket = input.required<Ticket>();
  readonly accept = output<void>();
  readonly retriage = output<void>();
  /** Emits to keep the current values. */
  readonly keepCurrent = output<void>();
  /** Emits to focus the fields for other values. */
  readonly override = output<void>();
  protected readonly abstained = computed(() => isAbstained(this.ticket()));
  protected readonly canAccept = computed(() => canAccept(this.ticket()));

  protected readonly undecided = computed(() => isUndecided(this.ticket().triage.state));
  protected readonly heading = computed(() => {
    const { state, suggested_category, self_settled, decided_by } = this.ticket().triage;
    if (this.abstained()) return $localize`No suggestion`;
    if (self_settled) return $localize`Auto-accepted`;
    if (state === 'overridden' && decided_by)
      return decided_by.id === this.session.me()?.id
        ? $localize`Overridden by you`
        : $localize`Overridden by ${decided_by.name}:agent:`;
    return state === 'pending' && suggested_category ? $localize`Re-running triage…` : HEADINGS[state];
  });
  protected readonly confidence = computed(() => {
    const value = this.ticket().triage.confidence;
    return value === null ? null : String(Math.round(value * 100));
  });
  protected readonly source = computed(() => formatSuggestionSource(this.ticket().triage));
  protected readonly rationale = computed(() => formatRationale(this.ticket().triage));
  protected readonly degradedReason = computed(() =>
    formatDegradedReason(this.ticket().triage.degraded_reason ?? ''),
  );
}
