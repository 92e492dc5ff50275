import { Component, input } from '@angular/core';

/** Layout of pages for signed-out users: a centered card. */
@Component({
  selector: 'tiq-auth-layout',
  host: { class: 'block' },
  template: `<main class="flex min-h-dvh flex-col items-center px-4 pt-[12vh] pb-10">
    <p class="mb-6 flex items-center gap-2 text-lg font-semibold tracking-tight">
      <img src="favicon.svg" width="26" height="26" alt="" /><span i18n>TicketIQ</span>
    </p>
    <div class="card w-full max-w-96 p-5 shadow-s sm:p-7">
      <h1 class="mb-4 text-xl font-semibold">{{ heading() }}</h1>
      <ng-content />
    </div>
  </main>`,
})
export class AuthLayout {
  readonly heading = input.required<string>();
}
