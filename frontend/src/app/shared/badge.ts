import { computed, Directive, input } from '@angular/core';
import { TicketStatus } from '../core/api-types';

export type BadgeVariant = '' | 'plain' | 'suggested' | 'accent' | 'note' | 'overdue' | TicketStatus;

const VARIANT_CLASSES: Record<BadgeVariant, string> = {
  '': '',
  plain: 'pill-plain',
  suggested: 'is-suggested',
  accent: 'border-accent bg-accent-soft text-accent-strong',
  note: 'bg-note-soft text-note',
  overdue: 'border-critical text-critical',
  open: 'status-open',
  in_progress: 'status-in_progress',
  waiting: 'status-waiting',
  resolved: 'status-resolved',
  closed: 'status-closed',
};

/** Short label of a state, in the colors of ticket statuses and suggestions. */
@Directive({ selector: '[tiqBadge]', host: { '[class]': 'classes()' } })
export class Badge {
  readonly variant = input<BadgeVariant>('', { alias: 'tiqBadge' });

  protected readonly classes = computed(() => `pill ${VARIANT_CLASSES[this.variant()]}`);
}
