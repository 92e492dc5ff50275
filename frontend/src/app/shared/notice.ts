import { booleanAttribute, Component, input, output } from '@angular/core';
import { ApiProblem } from '../core/api-problem';
import { Icon, IconName } from './icon';
import { Button } from './button';

/** Empty, not found or error state of a page or section. */
@Component({
  selector: 'tiq-notice',
  imports: [Icon],
  host: { class: 'block' },
  template: `<div class="mx-auto flex max-w-md flex-col items-center gap-3 px-6 py-14 text-center">
    <span class="flex size-11 items-center justify-center rounded-full bg-sunken text-faint">
      <tiq-icon [name]="icon()" [size]="20" />
    </span>
    @if (page()) {
      <h1 class="text-lg font-semibold">{{ heading() }}</h1>
    } @else {
      <h2 class="text-lg font-semibold">{{ heading() }}</h2>
    }
    <div class="text-soft"><ng-content /></div>
    <div class="mt-1 flex flex-wrap justify-center gap-2"><ng-content select="[actions]" /></div>
  </div>`,
})
export class Notice {
  readonly icon = input<IconName>('info');
  readonly heading = input.required<string>();
  /** Whether the notice is the whole page. Its heading is then an `h1`. */
  readonly page = input(false, { transform: booleanAttribute });
}

@Component({
  selector: 'tiq-error-notice',
  imports: [Button, Icon, Notice],
  template: `<tiq-notice icon="warning" [heading]="problem().title" role="alert">
    <p>{{ problem().detail }}</p>
    <button actions type="button" tiqButton (click)="retry.emit()">
      <tiq-icon name="retry" /><ng-container i18n>Try again</ng-container>
    </button>
  </tiq-notice>`,
})
export class ErrorNotice {
  readonly problem = input.required<ApiProblem>();
  readonly retry = output<void>();
}
