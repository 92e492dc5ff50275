import { Component, computed, input } from '@angular/core';
import { EvidenceSegment, splitByEvidence } from './evidence';

/**
 * Renders segments of text with the evidence highlighted. Labels for screen readers are generated
 * content, so that they are not part of copied text.
 */
@Component({
  selector: 'tiq-evidence-segments',
  template: `@for (part of segments(); track $index) {
    @if (part.isEvidence) {
      <mark class="evidence" [attr.data-before]="before" [attr.data-after]="after">{{ part.text }}</mark>
    } @else {
      <ng-container>{{ part.text }}</ng-container>
    }
  }`,
})
export class EvidenceSegments {
  readonly segments = input.required<readonly EvidenceSegment[]>();
  protected readonly before = ` [${$localize`evidence`}: `;
  protected readonly after = ` ${$localize`end of evidence`}] `;
}

/** Highlights the evidence in a text. */
@Component({
  selector: 'tiq-evidence-text',
  imports: [EvidenceSegments],
  template: `<tiq-evidence-segments [segments]="segments()" />`,
})
export class EvidenceText {
  readonly text = input.required<string>();
  readonly quotes = input.required<readonly string[]>();
  protected readonly segments = computed(() => splitByEvidence(this.text(), this.quotes()));
}

/** Explains the highlighting. */
@Component({
  selector: 'tiq-evidence-legend',
  host: { class: 'flex items-center gap-1.5 text-xs text-faint' },
  template: `<span class="evidence h-3 w-5 rounded-xs" aria-hidden="true"></span
    ><ng-container i18n>Words behind this suggestion</ng-container>`,
})
export class EvidenceLegend {}
