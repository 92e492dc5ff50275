import { Component, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { guardImeCompositions } from './core/composition-guard';
import { ToastRegion } from './shell/toast-region';
import { Theme } from './core/theme';

@Component({
  selector: 'tiq-root',
  imports: [RouterOutlet, ToastRegion],
  template: `<router-outlet /><tiq-toast-region />`,
})
export class App {
  constructor() {
    // Created here so that the theme also follows the system on pages before sign-in.
    inject(Theme);
    guardImeCompositions(window);
  }
}
