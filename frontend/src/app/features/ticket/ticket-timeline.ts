import { Component, computed, ElementRef, inject, input, viewChild } from '@angular/core';
import { Clock } from '../../core/clock';
import { Session } from '../../core/session';
import { currentLanguage } from '../../core/language';
import { Avatar } from '../../shared/avatar';
import { Icon } from '../../shared/icon';
import { LinkedText } from '../../shared/linked-text';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { HistoryLine } from './history-line';
import { Conversation } from './conversation';
import { PendingMessage } from './outbox';
import { PendingMessageCard } from './pending-message-card';
import { TicketStore } from './ticket-store';
import { toTimelineBlocks } from './timeline';
import { UndoableReplies } from './undoable-replies';

/** The conversation with the history woven in. */
@Component({
  selector: 'tiq-ticket-timeline',
  imports: [Avatar, HistoryLine, Icon, LinkedText, PendingMessageCard],
  host: { class: 'block' },
  templateUrl: './ticket-timeline.html',
})
export class TicketTimeline {
  /** For the requester: what was said, without how the ticket was passed around. */
  readonly messagesOnly = input(false);
  /** Takes a message that was not sent into the composer, to be put right; false where it can't. */
  readonly editPending = input.required<(outgoing: PendingMessage) => boolean>();
  private readonly section = viewChild.required<ElementRef<HTMLElement>>('section');
  protected readonly store = inject(TicketStore);
  protected readonly conversation = inject(Conversation);
  private readonly clock = inject(Clock);
  protected readonly replies = inject(UndoableReplies);
  protected readonly me = inject(Session).me;
  protected readonly blocks = computed(() => {
    const all = this.conversation.timeline();
    return toTimelineBlocks(this.messagesOnly() ? all.filter((each) => each.kind === 'message') : all);
  });
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());

  protected formatDay(iso: string): string {
    const day = new Date(iso).setHours(0, 0, 0, 0);
    const today = new Date(this.clock.now()).setHours(0, 0, 0, 0);
    // By rounding: a day on which the clocks are changed has not 24 hours.
    const daysAgo = Math.round((today - day) / 86_400_000);
    if (daysAgo === 0) return $localize`Today`;
    if (daysAgo === 1) return $localize`Yesterday`;
    return new Date(iso).toLocaleDateString(currentLanguage(), { dateStyle: 'full' });
  }
  protected onEdit(pending: PendingMessage): void {
    if (this.editPending()(pending)) this.conversation.discard(pending);
  }
  /** To where a message stands that was just sent. */
  focus(): void {
    this.section().nativeElement.focus({ preventScroll: true });
  }
}
