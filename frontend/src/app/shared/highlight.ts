import { Component, computed, input } from '@angular/core';

interface HighlightSegment {
  text: string;
  hit: boolean;
}

/** Text with search hits highlighted. */
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
  /** Shown if there are no segments. */
  readonly text = input('');
  protected readonly displayed = computed(() => this.segments() ?? [{ text: this.text(), hit: false }]);
}
