import { booleanAttribute, Component, computed, input } from '@angular/core';
import { Ticket } from '../core/api-types';
import { Toast } from '../core/toasts';
import { Icon, IconName } from './icon';
import { categoryNames, isMachines, priorityNames } from './ticket-terms';

/** There is something to accept: triage has answered, and did not say that it can't tell. */
export function mayAccept({ triage }: Ticket): boolean {
  return triage.state === 'suggested' && !triage.abstained;
}

/** Triage has answered that a person has to read the ticket, and nobody has decided yet. */
export function isUnreadable({ triage }: Ticket): boolean {
  return triage.state === 'suggested' && triage.abstained;
}

/** To an agent who accepts where there is nothing to accept. */
export function nothingToAccept(ticket: Ticket): Omit<Toast, 'id'> {
  const { id, triage } = ticket;
  if (triage.state === 'pending')
    return { tone: 'info', title: $localize`#${id}:id: is still being triaged` };
  if (!isUnreadable(ticket))
    return { tone: 'info', title: $localize`#${id}:id: has no suggestion to accept` };
  return {
    tone: 'info',
    title: $localize`No suggestion for #${id}:id:`,
    detail: $localize`Low confidence. Read the ticket, then set category and priority.`,
  };
}

/** The ticket once its suggestion is accepted, which may have been shown only; until the server answers. */
export function asAccepted(ticket: Ticket): Ticket {
  const { suggested_category, suggested_priority } = ticket.triage;
  return {
    ...ticket,
    category: suggested_category ?? ticket.category,
    priority: suggested_priority ?? ticket.priority,
    triage: { ...ticket.triage, state: 'accepted' },
  };
}

/** What an agent should know about a suggestion before they take it over, in whole sentences. */
@Component({
  selector: 'tiq-suggestion-signs',
  imports: [Icon],
  host: { class: 'flex flex-col gap-2 text-[length:var(--text-sm)] empty:hidden' },
  template: `@let triage = ticket().triage;
    @if (triage.hostile && machine()) {
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
    @if (unreadable()) {
      <p class="flex items-start gap-1.5 font-medium text-machine" data-testid="abstained">
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
export class SuggestionSigns {
  readonly ticket = input.required<Ticket>();
  protected readonly unreadable = computed(() => isUnreadable(this.ticket()));
  protected readonly machine = computed(
    () => isMachines(this.ticket().triage.state) || this.ticket().triage.self_settled,
  );
}

interface Sign {
  icon: IconName;
  tone: string;
  words: string;
  short: string;
}

/** The one that matters most of them, where there is room for a mark only. */
@Component({
  selector: 'tiq-suggestion-mark',
  imports: [Icon],
  host: { class: 'inline-flex shrink-0 empty:hidden' },
  template: `@if (sign(); as sign) {
    <span
      class="inline-flex items-center gap-1"
      [class]="sign.tone"
      [title]="sign.words"
      data-testid="triage-mark"
    >
      <tiq-icon [name]="sign.icon" [size]="13" />
      @if (wordy()) {
        <span class="text-[length:var(--text-xs)] font-medium">{{ sign.short }}</span>
      } @else {
        <span class="sr-only">{{ sign.words }}</span>
      }
    </span>
  }`,
})
export class SuggestionMark {
  readonly ticket = input.required<Ticket>();
  readonly wordy = input(false, { transform: booleanAttribute });
  protected readonly sign = computed<Sign | null>(() => {
    const { hostile, held, self_settled, state, suggested_category, suggested_priority } =
      this.ticket().triage;
    if (hostile && (isMachines(state) || self_settled))
      return {
        icon: 'warning',
        tone: 'text-note',
        words: $localize`Possible prompt injection`,
        short: $localize`prompt injection?`,
      };
    if (isUnreadable(this.ticket()))
      return {
        icon: 'eye',
        tone: 'text-machine',
        words: $localize`Low confidence – needs manual triage`,
        short: $localize`low confidence`,
      };
    if (held && state === 'suggested' && suggested_category && suggested_priority)
      return {
        icon: 'half',
        tone: 'text-machine',
        words: $localize`Not applied: ${categoryNames[suggested_category]}:category:, ${priorityNames[suggested_priority]}:priority:`,
        short: $localize`not applied`,
      };
    if (self_settled)
      return {
        icon: 'done',
        tone: 'text-faint',
        words: $localize`Auto-accepted (above your team’s threshold)`,
        short: $localize`auto-accepted`,
      };
    return null;
  });
}
