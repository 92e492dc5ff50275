import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { guardImeCompositions } from './core/composition-guard';
import { ToastRegion } from './core/shell/toast-region';
import { Theme } from './core/theme';

@Component({
  selector: 'tiq-root',
  imports: [RouterOutlet, ToastRegion],
  template: `<router-outlet /><tiq-toast-region />`,
})
export class App {
  constructor() {
    // Follows the system from the first page on, before anybody has signed in.
    inject(Theme);
    guardImeCompositions(window);
  }
}
