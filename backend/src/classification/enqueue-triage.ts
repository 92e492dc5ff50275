import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { TriageQueue } from '../messaging/triage-queue.js';
import type { TicketEvent } from '../tickets/ticket.events.js';

/** Enqueues triage for ticket events that require it. The sweeper enqueues tickets whose event was lost. */
@Injectable()
export class EnqueueTriage {
  constructor(private readonly queue: TriageQueue) {}

  @OnEvent('ticket.*')
  onTicketEvent({ id, triagePending }: TicketEvent): void {
    if (triagePending) this.queue.enqueue([id], 'new');
  }
}
