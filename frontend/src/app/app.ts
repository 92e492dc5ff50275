import { Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { ToastRegion } from './core/shell/toast-region';

@Component({
  selector: 'tiq-root',
  imports: [RouterOutlet, ToastRegion],
  template: `<router-outlet /><tiq-toast-region />`,
})
export class App {}
