import { Component, computed, input } from '@angular/core';

interface Part {
  text: string;
  hit: boolean;
}

/** A text with what the search found in it marked. The parts are text, so nothing in them can be markup. */
@Component({
  selector: 'tiq-marked',
  template: `@for (part of shown(); track $index) {
    @if (part.hit) {
      <mark>{{ part.text }}</mark>
    } @else {
      <ng-container>{{ part.text }}</ng-container>
    }
  }`,
})
export class Marked {
  readonly parts = input<readonly Part[]>();
  /** What to show where nothing was searched for. */
  readonly text = input('');
  protected readonly shown = computed(() => this.parts() ?? [{ text: this.text(), hit: false }]);
}
