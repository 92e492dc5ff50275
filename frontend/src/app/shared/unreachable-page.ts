import { Component } from '@angular/core';
import { Icon } from './icon';
import { Notice } from './notice';
import { Button } from './button';

/** Shown if the session could not be loaded. The URL stays the requested one. */
@Component({
  selector: 'tiq-unreachable-page',
  imports: [Button, Icon, Notice],
  template: `<main>
    <tiq-notice page icon="warning" heading="Server unreachable" i18n-heading role="alert">
      <p i18n>The server may be starting, or you’re offline. Your work is safe.</p>
      <button actions type="button" tiqButton="primary" (click)="retry()">
        <tiq-icon name="retry" /><ng-container i18n>Try again</ng-container>
      </button>
    </tiq-notice>
  </main>`,
})
export default class UnreachablePage {
  protected retry(): void {
    location.reload();
  }
}
