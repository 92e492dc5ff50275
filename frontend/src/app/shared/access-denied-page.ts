import { Component, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Session } from '../core/session';
import { Notice } from './notice';
import { roleNames } from './role-names';
import { Button } from './button';

@Component({
  selector: 'tiq-access-denied-page',
  imports: [Button, Notice, RouterLink],
  template: `<tiq-notice page icon="lock" heading="You don’t have access to this page" i18n-heading>
    <p i18n>Your role ({{ role() }}) doesn’t have access. If you need this page, ask an admin.</p>
    <a i18n actions tiqButton="primary" routerLink="/">Go to home</a>
  </tiq-notice>`,
})
export default class AccessDeniedPage {
  private readonly session = inject(Session);
  protected readonly role = () => roleNames[this.session.me()?.role ?? 'requester'];
}
