import { Component, computed, ElementRef, inject, input, viewChild } from '@angular/core';
import { Clock } from '../../core/clock';
import { Session } from '../../core/session';
import { language } from '../../core/language';
import { Avatar } from '../../shared/avatar';
import { Icon } from '../../shared/icon';
import { LinkedText } from '../../shared/linked-text';
import { ago, exactTime } from '../../shared/time-words';
import { ChangeLine } from './change-line';
import { Conversation } from './conversation';
import { Outgoing } from './outbox';
import { OutgoingMessage } from './outgoing-message';
import { TicketStore } from './ticket-store';
import { inBlocks } from './timeline';
import { UndoableReplies } from './undoable-replies';

/** The conversation with the history woven in. */
@Component({
  selector: 'tiq-ticket-timeline',
  imports: [Avatar, ChangeLine, Icon, LinkedText, OutgoingMessage],
  host: { class: 'block' },
  templateUrl: './ticket-timeline.html',
})
export class TicketTimeline {
  /** For the requester: what was said, without how the ticket was passed around. */
  readonly onlyMessages = input(false);
  /** Takes a message that was not sent into the composer, to be put right; false where it can't. */
  readonly edit = input.required<(outgoing: Outgoing) => boolean>();
  private readonly section = viewChild.required<ElementRef<HTMLElement>>('section');
  protected readonly store = inject(TicketStore);
  protected readonly conversation = inject(Conversation);
  private readonly clock = inject(Clock);
  protected readonly replies = inject(UndoableReplies);
  protected readonly me = inject(Session).me;
  protected readonly blocks = computed(() => {
    const all = this.conversation.timeline();
    return inBlocks(this.onlyMessages() ? all.filter((each) => each.kind === 'message') : all);
  });
  protected readonly exact = exactTime;
  protected readonly age = (iso: string) => ago(iso, this.clock.now());

  protected dayName(iso: string): string {
    const day = new Date(iso).setHours(0, 0, 0, 0);
    const today = new Date(this.clock.now()).setHours(0, 0, 0, 0);
    // By rounding: a day on which the clocks are changed has not 24 hours.
    const daysAgo = Math.round((today - day) / 86_400_000);
    if (daysAgo === 0) return $localize`Today`;
    if (daysAgo === 1) return $localize`Yesterday`;
    return new Date(iso).toLocaleDateString(language(), { dateStyle: 'full' });
  }
  protected write(outgoing: Outgoing): void {
    if (this.edit()(outgoing)) this.conversation.giveUp(outgoing);
  }
  /** To where a message stands that was just sent. */
  focus(): void {
    this.section().nativeElement.focus({ preventScroll: true });
  }
}
