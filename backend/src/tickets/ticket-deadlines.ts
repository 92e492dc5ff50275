import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, type EntityManager } from 'typeorm';
import { PeriodicTask } from '../common/periodic-task.js';
import { closeResolved, returnFromSnooze, type TicketUpdate } from './ticket-changes.js';
import { TicketDeadlinesRepository } from './ticket-deadlines.repository.js';
import { lockTickets, writeUpdates } from './ticket-updates.repository.js';
import type { Actor } from './ticket-history.entity.js';
import type { Ticket } from './ticket.entity.js';
import { ticketEvent } from './ticket.events.js';

const INTERVAL_SECONDS = 2;

/** Tickets per transaction, which bounds how long their locks are held. */
const BATCH_SIZE = 200;

const SYSTEM: Actor = { type: 'system', id: null, name: 'TicketIQ' };

/**
 * Returns tickets whose snooze is over, and closes those that their team has left resolved for long enough. The
 * tickets' own columns say what is due, so that nothing is lost while no worker is running.
 */
@Injectable()
export class TicketDeadlines implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private task: PeriodicTask | undefined;
  private isStopping = false;

  constructor(
    private readonly dataSource: DataSource,
    private readonly deadlines: TicketDeadlinesRepository,
    private readonly events: EventEmitter2,
  ) {}

  onApplicationBootstrap(): void {
    this.task = new PeriodicTask(TicketDeadlines.name, INTERVAL_SECONDS, () => this.meet());
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.isStopping = true;
    await this.task?.stop();
  }

  private async meet(): Promise<void> {
    await this.update(
      (manager) => this.deadlines.lockReturning(manager, BATCH_SIZE),
      (ticket) => returnFromSnooze(ticket),
    );
    await this.update(
      (manager) => this.deadlines.lockClosable(manager, BATCH_SIZE),
      (ticket, now) => closeResolved(ticket, SYSTEM, now),
    );
  }

  /** Updates the tickets in batches until none is left. */
  private async update(
    lock: (manager: EntityManager) => Promise<number[]>,
    decide: (ticket: Ticket, now: Date) => TicketUpdate,
  ): Promise<void> {
    for (let count = BATCH_SIZE; count >= BATCH_SIZE && !this.isStopping;) {
      const updates = await this.dataSource.transaction(async (manager) => {
        const ids = await lock(manager);
        if (ids.length === 0) return [];
        const { tickets, now } = await lockTickets(manager, ids, { withTexts: false });
        const updates = [...tickets.values()].map((ticket) => ({ ticket, update: decide(ticket, now) }));
        await writeUpdates(manager, updates, SYSTEM, now);
        return updates;
      });
      for (const { ticket, update } of updates)
        this.events.emit('ticket.updated', ticketEvent('ticket.updated', ticket, update));
      count = updates.length;
    }
  }
}
