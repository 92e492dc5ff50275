import { Component, computed, effect, inject, input, output, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Message, Ticket } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { TicketsApi } from '../../core/tickets-api';
import { CategoryBadge, PriorityBadge, StatusBadge } from '../../shared/badges';
import { hasEvidence, standingEvidence } from '../../shared/evidence';
import { Evidence, EvidenceLegend } from '../../shared/evidence-text';
import { Icon } from '../../shared/icon';
import { rationaleText } from '../../shared/rationale-labels';
import { LinkedText } from '../../shared/linked-text';
import { ReplyMark } from '../../shared/reply-mark';
import { isUnreadable, mayAccept, SuggestionSigns } from '../../shared/suggestion-signs';
import { categoryNames, isMachines, priorityNames, triageSourceNames } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';

/** Who runs through a list with `j` does not stop at each; only where somebody stays are messages read. */
const STAY_MS = 250;
const LAST_MESSAGES = 3;

/** The current ticket beside the list: at once from what its row knows, then its last messages. */
@Component({
  selector: 'tiq-inbox-preview',
  imports: [
    CategoryBadge,
    Evidence,
    EvidenceLegend,
    Icon,
    LinkedText,
    PriorityBadge,
    ReplyMark,
    RouterLink,
    StatusBadge,
    SuggestionSigns,
  ],
  templateUrl: './inbox-preview.html',
  host: { class: 'flex' },
})
export class InboxPreview {
  private readonly api = inject(TicketsApi);
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Ticket | null>();
  readonly accept = output<Ticket>();
  readonly assignToMe = output<Ticket>();
  readonly open = output<Ticket>();

  private readonly id = computed(() => this.ticket()?.id);
  private readonly version = computed(() => this.ticket()?.version);
  private readonly read = signal<{ of: number; messages: readonly Message[]; earlier: number } | null>(null);
  protected readonly conversation = computed(() => {
    const read = this.read();
    return read && read.of === this.id() ? read : null;
  });
  protected readonly machine = computed(() => isMachines(this.ticket()!.triage.state));
  protected readonly percent = computed(() => Math.round((this.ticket()?.triage.confidence ?? 0) * 100));
  protected readonly rationale = computed(() => rationaleText(this.ticket()!.triage));
  protected readonly mayAccept = mayAccept;
  protected readonly isUnreadable = isUnreadable;
  protected readonly hasEvidence = hasEvidence;
  protected readonly evidence = computed(() => standingEvidence(this.ticket()!));
  protected readonly categoryNames = categoryNames;
  protected readonly priorityNames = priorityNames;
  protected readonly sourceNames = triageSourceNames;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly exact = exactTime;

  constructor() {
    effect((onCleanup) => {
      const id = this.id();
      this.version();
      if (id === undefined) return;
      let left = false;
      const stay = setTimeout(() => {
        this.api
          .messages(id)
          .then((all) => {
            if (left) return;
            const messages = all.slice(-LAST_MESSAGES);
            this.read.set({ of: id, messages, earlier: all.length - messages.length });
          })
          // The page of the ticket will say what is wrong; here the conversation is merely not shown.
          .catch(() => undefined);
      }, STAY_MS);
      onCleanup(() => {
        left = true;
        clearTimeout(stay);
      });
    });
  }
}
