import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import type { TicketEvent, ViewersChanged } from '../tickets/ticket.events.js';
import { EventStream } from '../messaging/event-stream.js';

/** Publishes events of this process to the consoles of all processes. */
@Injectable()
export class EventPublisher {
  constructor(private readonly stream: EventStream) {}

  @OnEvent('ticket.*')
  ticketChanged({ name, id, version, publicVersion, teamIds, requesterId, internal }: TicketEvent): void {
    const data = { id, version };
    this.stream.publish({ name, data, publicVersion, teamIds, requesterId: internal ? null : requesterId });
  }

  @OnEvent('viewers.changed')
  viewersChanged({ ticketId, teamId }: ViewersChanged): void {
    const data = { id: ticketId };
    this.stream.publish({ name: 'ticket.viewers', data, teamIds: [teamId], requesterId: null });
  }
}
