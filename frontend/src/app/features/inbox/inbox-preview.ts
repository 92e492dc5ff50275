import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Message, Ticket } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { TicketsApi } from '../../core/tickets-api';
import { CategoryBadge, PriorityBadge, StatusBadge } from '../../shared/badges';
import { hasEvidence, activeEvidence } from '../../shared/evidence';
import { EvidenceText, EvidenceLegend } from '../../shared/evidence-text';
import { Icon } from '../../shared/icon';
import { formatRationale } from '../../shared/rationale-labels';
import { LinkedText } from '../../shared/linked-text';
import { ReplyBadge } from '../../shared/reply-badge';
import { isAbstained, canAccept, SuggestionWarnings } from '../../shared/suggestion-status';
import { categoryNames, isUndecided, priorityNames, triageSourceNames } from '../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { Button } from '../../shared/button';
import { ShortcutPreference } from '../../core/shortcut-preference';
import { ShortcutKey, ShortcutTitle } from '../../shared/shortcut-hint';

/**
 * Delay before messages are loaded, so that moving through the list with `j` doesn't load each
 * conversation.
 */
const LOAD_DELAY_MS = 250;
const LAST_MESSAGES = 3;

/**
 * Preview of the current ticket beside the list. Shows the loaded fields immediately, then the last
 * messages.
 */
@Component({
  selector: 'tiq-inbox-preview',
  imports: [
    Button,
    CategoryBadge,
    EvidenceLegend,
    EvidenceText,
    Icon,
    LinkedText,
    PriorityBadge,
    ReplyBadge,
    RouterLink,
    ShortcutKey,
    ShortcutTitle,
    StatusBadge,
    SuggestionWarnings,
  ],
  templateUrl: './inbox-preview.html',
  host: { class: 'flex' },
})
export class InboxPreview {
  protected readonly shortcuts = inject(ShortcutPreference);
  private readonly api = inject(TicketsApi);
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Ticket | null>();
  readonly accept = output<Ticket>();
  readonly assignToMe = output<Ticket>();
  readonly open = output<Ticket>();

  private readonly id = computed(() => this.ticket()?.id);
  private readonly version = computed(() => this.ticket()?.version);
  private readonly loadedConversation = signal<{
    of: number;
    messages: readonly Message[];
    earlier: number;
  } | null>(null);
  protected readonly conversation = computed(() => {
    const read = this.loadedConversation();
    return read && read.of === this.id() ? read : null;
  });
  protected readonly undecided = computed(() => isUndecided(this.ticket()!.triage.state));
  protected readonly percent = computed(() => Math.round((this.ticket()?.triage.confidence ?? 0) * 100));
  protected readonly rationale = computed(() => formatRationale(this.ticket()!.triage));
  protected readonly canAccept = canAccept;
  protected readonly isAbstained = isAbstained;
  protected readonly hasEvidence = hasEvidence;
  protected readonly evidence = computed(() => activeEvidence(this.ticket()!));
  protected readonly categoryNames = categoryNames;
  protected readonly priorityNames = priorityNames;
  protected readonly sourceNames = triageSourceNames;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly formatDateTime = formatDateTime;

  constructor() {
    effect((onCleanup) => {
      const id = this.id();
      this.version();
      if (id === undefined) return;
      let cancelled = false;
      const timer = setTimeout(() => {
        this.api
          .listMessages(id)
          .then((all) => {
            if (cancelled) return;
            const messages = all.slice(-LAST_MESSAGES);
            this.loadedConversation.set({ of: id, messages, earlier: all.length - messages.length });
          })
          // Not reported: the ticket page shows errors.
          .catch(() => undefined);
      }, LOAD_DELAY_MS);
      onCleanup(() => {
        cancelled = true;
        clearTimeout(timer);
      });
    });
  }
}
