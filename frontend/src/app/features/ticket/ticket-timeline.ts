import { Component, computed, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { Message } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Session } from '../../core/session';
import { currentLanguage } from '../../core/language';
import { AttachmentList } from '../../shared/attachments/attachment-list';
import { Avatar } from '../../shared/avatar';
import { Icon } from '../../shared/icon';
import { LinkedText } from '../../shared/linked-text';
import { MessageChangeLabels } from '../../shared/message-changes';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { HistoryLine } from './history-line';
import { Conversation } from './conversation';
import { MessageDelivery } from './message-delivery';
import { PendingMessage } from './outbox';
import { PendingMessageCard } from './pending-message-card';
import { SplitDialog } from './split-dialog';
import { TicketStore } from './ticket-store';
import { toTimelineBlocks } from './timeline';
import { UndoableReplies } from './undoable-replies';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';

/** Messages and history in chronological order. */
@Component({
  selector: 'tiq-ticket-timeline',
  imports: [
    AttachmentList,
    Avatar,
    Badge,
    Button,
    HistoryLine,
    Icon,
    LinkedText,
    MessageDelivery,
    PendingMessageCard,
    SplitDialog,
  ],
  host: { class: 'block' },
  templateUrl: './ticket-timeline.html',
})
export class TicketTimeline {
  /** Hides the history, for requesters. */
  readonly messagesOnly = input(false);
  /** Moves a failed message into the composer. Returns false if this is not possible. */
  readonly editPending = input.required<(outgoing: PendingMessage) => boolean>();
  private readonly section = viewChild.required<ElementRef<HTMLElement>>('section');
  protected readonly store = inject(TicketStore);
  protected readonly conversation = inject(Conversation);
  private readonly clock = inject(Clock);
  protected readonly replies = inject(UndoableReplies);
  /** The message that is being split off. */
  protected readonly splitMessage = signal<Message | null>(null);
  protected readonly changeLabels = inject(MessageChangeLabels);
  protected readonly me = inject(Session).me;
  protected readonly blocks = computed(() => {
    const all = this.conversation.timeline();
    return toTimelineBlocks(this.messagesOnly() ? all.filter((item) => item.kind === 'message') : all);
  });
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());

  protected formatDay(iso: string): string {
    const day = new Date(iso).setHours(0, 0, 0, 0);
    const today = new Date(this.clock.now()).setHours(0, 0, 0, 0);
    // Rounded, because days with a clock change don't have 24 hours.
    const daysAgo = Math.round((today - day) / 86_400_000);
    if (daysAgo === 0) return $localize`Today`;
    if (daysAgo === 1) return $localize`Yesterday`;
    return new Date(iso).toLocaleDateString(currentLanguage(), { dateStyle: 'full' });
  }
  protected onEdit(pending: PendingMessage): void {
    if (this.editPending()(pending)) this.conversation.discard(pending);
  }
  /** Focuses the most recently sent message. */
  focus(): void {
    this.section().nativeElement.focus({ preventScroll: true });
  }
}
