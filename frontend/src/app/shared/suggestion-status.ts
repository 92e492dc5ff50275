import { booleanAttribute, Component, computed, input } from '@angular/core';
import { Ticket } from '../core/api-types';
import { Toast } from '../core/toasts';
import { Icon, IconName } from './icon';
import { categoryNames, isUndecided, priorityNames } from '../core/ticket-labels';

/** Whether triage has a suggestion that can be accepted. */
export function canAccept({ triage }: Ticket): boolean {
  return triage.state === 'suggested' && !triage.abstained;
}

/** Whether triage abstained and no agent has decided yet. */
export function isAbstained({ triage }: Ticket): boolean {
  return triage.state === 'suggested' && triage.abstained;
}

/** Toast for accepting a ticket without a suggestion. */
export function nothingToAcceptToast(ticket: Ticket): Omit<Toast, 'id'> {
  const { id, triage } = ticket;
  if (triage.state === 'pending')
    return { tone: 'info', title: $localize`#${id}:id: is still being triaged` };
  if (!isAbstained(ticket)) return { tone: 'info', title: $localize`#${id}:id: has no suggestion to accept` };
  return {
    tone: 'info',
    title: $localize`No suggestion for #${id}:id:`,
    detail: $localize`Low confidence. Read the ticket, then set category and priority.`,
  };
}

/** The ticket with the suggestion applied, shown until the server responds. */
export function withSuggestionAccepted(ticket: Ticket): Ticket {
  const { suggested_category, suggested_priority, suggested_topic } = ticket.triage;
  return {
    ...ticket,
    category: suggested_category ?? ticket.category,
    priority: suggested_priority ?? ticket.priority,
    topic: suggested_topic ?? ticket.topic,
    triage: { ...ticket.triage, state: 'accepted' },
  };
}

/** Warnings to read before accepting a suggestion. */
@Component({
  selector: 'tiq-suggestion-warnings',
  imports: [Icon],
  host: { class: 'flex flex-col gap-2 text-sm empty:hidden' },
  template: `@let triage = ticket().triage;
    @if (triage.hostile && undecided()) {
      <div class="rounded-md border border-note-line bg-note-soft p-2.5 text-note" data-testid="hostile">
        <p class="flex items-start gap-1.5 font-medium">
          <tiq-icon class="mt-0.5" name="warning" [size]="14" />
          <span i18n>Possible prompt injection</span>
        </p>
        <p i18n class="mt-1">
          This ticket contains text aimed at the AI, such as a request for a certain priority. Check the
          suggestion before accepting it.
        </p>
      </div>
    }
    @if (abstained()) {
      <p class="flex items-start gap-1.5 font-medium text-suggestion" data-testid="abstained">
        <tiq-icon class="mt-0.5" name="eye" [size]="14" />
        <span i18n>Low confidence – needs manual triage</span>
      </p>
    } @else if (triage.held && triage.state === 'suggested') {
      <p class="flex items-start gap-1.5 text-soft" data-testid="held">
        <tiq-icon class="mt-0.5" name="half" [size]="14" />
        <span i18n>Not applied: below your team’s threshold. Accept to apply it.</span>
      </p>
    }
    @if (triage.self_settled) {
      <p class="flex items-start gap-1.5 text-soft" data-testid="self-settled">
        <tiq-icon class="mt-0.5" name="done" [size]="14" />
        <span i18n>Auto-accepted (above your team’s threshold). Not reviewed by an agent.</span>
      </p>
    }`,
})
export class SuggestionWarnings {
  readonly ticket = input.required<Ticket>();
  protected readonly abstained = computed(() => isAbstained(this.ticket()));
  protected readonly undecided = computed(
    () => isUndecided(this.ticket().triage.state) || this.ticket().triage.self_settled,
  );
}

interface StatusBadgeContent {
  icon: IconName;
  style: string;
  description: string;
  label: string;
}

/** Badge of the most important warning. */
@Component({
  selector: 'tiq-suggestion-status-badge',
  imports: [Icon],
  host: { class: 'inline-flex shrink-0 empty:hidden' },
  template: `@if (content(); as sign) {
    <span
      class="inline-flex items-center gap-1"
      [class]="sign.style"
      [title]="sign.description"
      data-testid="triage-mark"
    >
      <tiq-icon [name]="sign.icon" [size]="13" />
      @if (showLabel()) {
        <span class="text-xs font-medium">{{ sign.label }}</span>
      } @else {
        <span class="sr-only">{{ sign.description }}</span>
      }
    </span>
  }`,
})
export class SuggestionStatusBadge {
  readonly ticket = input.required<Ticket>();
  readonly showLabel = input(false, { transform: booleanAttribute });
  protected readonly content = computed<StatusBadgeContent | null>(() => {
    const { hostile, held, self_settled, state, suggested_category, suggested_priority } =
      this.ticket().triage;
    if (hostile && (isUndecided(state) || self_settled))
      return {
        icon: 'warning',
        style: 'text-note',
        description: $localize`Possible prompt injection`,
        label: $localize`prompt injection?`,
      };
    if (isAbstained(this.ticket()))
      return {
        icon: 'eye',
        style: 'text-suggestion',
        description: $localize`Low confidence – needs manual triage`,
        label: $localize`low confidence`,
      };
    if (held && state === 'suggested' && suggested_category && suggested_priority)
      return {
        icon: 'half',
        style: 'text-suggestion',
        description: $localize`Not applied: ${categoryNames[suggested_category]}:category:, ${priorityNames[suggested_priority]}:priority:`,
        label: $localize`not applied`,
      };
    if (self_settled)
      return {
        icon: 'done',
        style: 'text-faint',
        description: $localize`Auto-accepted (above your team’s threshold)`,
        label: $localize`auto-accepted`,
      };
    return null;
  });
}
