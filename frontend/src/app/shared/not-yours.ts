import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../core/session';
import { Notice } from './notice';
import { roleNames } from './role-names';

@Component({
  selector: 'tiq-not-yours',
  imports: [Notice, RouterLink],
  template: `<tiq-notice page icon="lock" heading="This page is not yours" i18n-heading>
    <p i18n>
      Your role here is {{ role() }}, and this page is for others. If you need it, ask an admin of this help
      desk.
    </p>
    <a i18n actions class="btn btn-primary" routerLink="/">To your page</a>
  </tiq-notice>`,
})
export default class NotYours {
  private readonly session = inject(Session);
  protected readonly role = () => roleNames[this.session.me()?.role ?? 'requester'];
}
