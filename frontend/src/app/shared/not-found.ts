import { Component } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Notice } from './notice';

@Component({
  selector: 'tiq-not-found',
  imports: [Notice, RouterLink],
  template: `<tiq-notice page icon="search" heading="There is no such page" i18n-heading>
    <p i18n>The address may be mistyped, or the page may have moved.</p>
    <a i18n actions class="btn" routerLink="/">To the first page</a>
  </tiq-notice>`,
})
export default class NotFound {}
