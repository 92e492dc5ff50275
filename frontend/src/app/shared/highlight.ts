import { Component, computed, input } from '@angular/core';

interface HighlightSegment {
  text: string;
  hit: boolean;
}

/** A text with what the search found in it marked. The parts are text, so nothing in them can be markup. */
@Component({
  selector: 'tiq-highlight',
  template: `@for (part of displayed(); track $index) {
    @if (part.hit) {
      <mark>{{ part.text }}</mark>
    } @else {
      <ng-container>{{ part.text }}</ng-container>
    }
  }`,
})
export class Highlight {
  readonly segments = input<readonly HighlightSegment[]>();
  /** What to show where nothing was searched for. */
  readonly text = input('');
  protected readonly displayed = computed(() => this.segments() ?? [{ text: this.text(), hit: false }]);
}
