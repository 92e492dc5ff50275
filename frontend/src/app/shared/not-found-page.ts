import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Notice } from './notice';
import { Button } from './button';

@Component({
  selector: 'tiq-not-found-page',
  imports: [Button, Notice, RouterLink],
  template: `<tiq-notice page icon="search" heading="Page not found" i18n-heading>
    <p i18n>The link may be wrong, or the page has moved.</p>
    <a i18n actions tiqButton routerLink="/">Go to home</a>
  </tiq-notice>`,
})
export default class NotFoundPage {}
