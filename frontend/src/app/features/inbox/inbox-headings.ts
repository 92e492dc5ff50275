import { Component, input } from '@angular/core';
import { INBOX_COLUMNS } from './inbox-columns';

/** Checkbox for all rows, and the headings of the columns where there is space. The rows name what they show. */
@Component({
  selector: 'tiq-inbox-headings',
  host: {
    class: '@container block overflow-hidden border-b border-line bg-surface [scrollbar-gutter:stable]',
  },
  template: `<div class="h-9 text-xs text-faint" [class]="columns">
    <ng-content />
    <span class="@max-2xl:hidden" aria-hidden="true"></span>
    <span i18n class="truncate @max-2xl:hidden" aria-hidden="true">Title</span>
    <span i18n class="truncate @max-5xl:hidden" aria-hidden="true">Requester</span>
    <span i18n class="truncate @max-6xl:hidden" aria-hidden="true">Last message</span>
    <span i18n class="truncate @max-2xl:hidden" aria-hidden="true">Category</span>
    <span i18n class="truncate @max-2xl:hidden" aria-hidden="true">Priority</span>
    <span i18n class="truncate @max-2xl:hidden" aria-hidden="true">Status</span>
    <span class="@max-2xl:hidden" aria-hidden="true"></span>
    @if (byCreation()) {
      <span i18n class="text-end @max-2xl:hidden" aria-hidden="true">Created</span>
    } @else {
      <span i18n class="text-end @max-2xl:hidden @6xl:hidden" aria-hidden="true">Activity</span>
      <span i18n class="text-end @max-6xl:hidden" aria-hidden="true">Created</span>
    }
  </div>`,
})
export class InboxHeadings {
  /** Whether the list is sorted by creation. */
  readonly byCreation = input.required<boolean>();
  protected readonly columns = INBOX_COLUMNS;
}
