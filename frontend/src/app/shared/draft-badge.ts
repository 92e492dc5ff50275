import { Component, computed, inject, input } from '@angular/core';
import { MessageDrafts } from '../core/message-drafts';
import { Icon } from './icon';
import { Badge } from './badge';

/** Badge of tickets with an unsent message of the user. */
@Component({
  selector: 'tiq-draft-badge',
  imports: [Badge, Icon],
  host: { class: 'inline-flex shrink-0 items-center empty:hidden' },
  template: `@if (hasDraft()) {
    <span tiqBadge="plain" i18n-title title="Unsent draft">
      <tiq-icon name="pencil" [size]="11" /><span i18n class="badge-label">Draft</span>
    </span>
  }`,
})
export class DraftBadge {
  private readonly drafts = inject(MessageDrafts);
  readonly ticketId = input.required<number>();
  protected readonly hasDraft = computed(() => this.drafts.has(this.ticketId()));
}
