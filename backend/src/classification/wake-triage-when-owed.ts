import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { WakeUps } from '../messaging/wake-ups.js';
import type { TicketEvent } from '../tickets/ticket.events.js';

@Injectable()
export class WakeTriageWhenOwed {
  constructor(private readonly wakeUps: WakeUps) {}

  @OnEvent('ticket.*')
  wake({ id, triageOwed }: TicketEvent): void {
    if (triageOwed) this.wakeUps.send([id], 'filed');
  }
}
