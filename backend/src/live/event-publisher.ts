import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { TicketEvent, ViewersChanged } from '../tickets/ticket.events.js';
import { EventStream } from '../messaging/event-stream.js';

/** Publishes events of this process to the consoles of all processes. */
@Injectable()
export class EventPublisher {
  constructor(private readonly stream: EventStream) {}

  @OnEvent('ticket.*')
  ticketChanged({ name, id, version, publicVersion, requesterId, internal }: TicketEvent): void {
    const data = { id, version };
    this.stream.publish({ name, data, publicVersion, requesterId: internal ? null : requesterId });
  }

  @OnEvent('viewers.changed')
  viewersChanged({ ticketId }: ViewersChanged): void {
    this.stream.publish({ name: 'ticket.viewers', data: { id: ticketId }, requesterId: null });
  }
}
