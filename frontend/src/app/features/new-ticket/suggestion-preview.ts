import { Component, computed, input, output } from '@angular/core';
import { Suggestion } from '../../core/api-types';
import { ApiProblem } from '../../core/api-problem';
import { CategoryBadge, PriorityBadge, TopicBadge } from '../../shared/badges';
import { formatDegradedReason } from '../../shared/degraded-reason-labels';
import { Icon } from '../../shared/icon';
import { formatRationale } from '../../shared/rationale-labels';
import { formatSuggestionSource } from '../../shared/suggestion-source';
import { Button } from '../../shared/button';

/** Preview of the suggestion beside the form; values are applied only on request. */
@Component({
  selector: 'tiq-suggestion-preview',
  imports: [Button, CategoryBadge, Icon, PriorityBadge, TopicBadge],
  host: { class: 'block' },
  template: `<section
    class="rounded-xl border border-dashed border-suggestion-line bg-suggestion-soft p-4"
    aria-labelledby="suggestion-heading"
    [attr.aria-busy]="loading()"
  >
    <h2 id="suggestion-heading" class="flex items-center gap-2 font-semibold text-suggestion">
      <tiq-icon name="spark" [class.animate-pulse]="loading()" /><ng-container i18n>Suggestion</ng-container>
      @if (loading()) {
        <span i18n class="text-xs font-normal">analyzing…</span>
      }
    </h2>
    <div aria-live="polite" class="mt-2 text-sm">
      @if (suggestion()?.abstained) {
        <p i18n class="font-medium text-suggestion" data-testid="suggestion">
          Low confidence. Choose category and priority, or leave them for manual triage.
        </p>
      } @else if (suggestion(); as s) {
        <div class="flex flex-wrap items-center gap-2" data-testid="suggestion">
          <tiq-category-badge [category]="s.suggested_category" [suggested]="true" />
          <tiq-priority-badge [priority]="s.suggested_priority" [suggested]="true" />
          @if (s.suggested_topic; as topic) {
            <tiq-topic-badge [topic]="topic" [suggested]="true" />
          }
          <span i18n class="text-soft tabular-nums">{{ confidence() }}% confidence</span>
        </div>
        @if (rationale(); as text) {
          <p class="mt-2 text-soft preserve-whitespace" dir="auto" [textContent]="text"></p>
        }
        @if (s.evidence.length) {
          <p class="mt-2 text-soft" data-testid="rests-on">
            <ng-container i18n>Based on:</ng-container>
            @for (quote of s.evidence; track quote) {
              <q class="evidence ms-1" dir="auto" [textContent]="quote"></q>
            }
          </p>
        }
        <p class="mt-2 text-xs text-faint">
          <ng-container i18n>Source: {{ source() }}</ng-container>
          @if (s.degraded_reason) {
            · {{ degradedReason() }}
          }
        </p>
        @if (canApply()) {
          <button type="button" tiqButton="suggestion" class="mt-3" (click)="apply.emit(s)">
            <tiq-icon name="check" />{{ applyLabel() }}
          </button>
        } @else {
          <p i18n class="mt-3 text-soft">You set category and priority, so the suggestion is not applied.</p>
        }
      } @else if (problem(); as problem) {
        <p i18n class="text-soft">
          No suggestion available: {{ problem.detail }} You can still create the ticket.
        </p>
      } @else {
        <p i18n class="text-soft">
          Describe the problem. Category and priority are suggested as you type. If you leave them on Auto,
          triage sets them after you create the ticket.
        </p>
      }
    </div>
  </section>`,
})
export class SuggestionPreview {
  readonly suggestion = input.required<Suggestion | null>();
  readonly loading = input.required<boolean>();
  readonly problem = input.required<ApiProblem | null>();
  readonly categoryOpen = input.required<boolean>();
  readonly priorityOpen = input.required<boolean>();
  readonly apply = output<Suggestion>();

  protected readonly canApply = computed(() => this.categoryOpen() || this.priorityOpen());
  protected readonly applyLabel = computed(() => {
    if (!this.priorityOpen()) return $localize`Use category`;
    return this.categoryOpen() ? $localize`Use suggestion` : $localize`Use priority`;
  });
  protected readonly confidence = computed(() => Math.round((this.suggestion()?.confidence ?? 0) * 100));
  protected readonly rationale = computed(() => {
    const suggestion = this.suggestion();
    return suggestion && formatRationale(suggestion);
  });
  protected readonly source = computed(() => formatSuggestionSource(this.suggestion()));
  protected readonly degradedReason = computed(() =>
    formatDegradedReason(this.suggestion()?.degraded_reason ?? ''),
  );
}
