import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import type { PresenceInput, ViewerList } from './dto/ticket-viewers.dto.js';
import { lockVisibleTicket } from './ticket-permissions.js';
import { TicketViewersRepository } from './ticket-viewers.repository.js';
import type { ViewersChanged } from './ticket.events.js';

/** Consoles report presence every 20 seconds. An agent without a report for this long counts as gone. */
const EXPIRY_MS = 40_000;

/** Presence of agents on tickets, which prevents conflicting work. */
@Injectable()
export class TicketViewersService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly viewers: TicketViewersRepository,
    private readonly events: EventEmitter2,
  ) {}

  /**
   * Reports the caller's presence and returns the other agents.
   * @throws TicketNotFound
   */
  async enter(
    ticketId: number,
    caller: Caller,
    { editing = false, replying = false }: PresenceInput,
  ): Promise<ViewerList> {
    const { changed, teamId } = await this.dataSource.transaction(async (manager) => {
      const { ticket } = await lockVisibleTicket(manager, ticketId, caller);
      const before = await this.viewers.find(manager, ticketId, caller.id);
      const isNew = !before || before.seenAt.getTime() < Date.now() - EXPIRY_MS;
      await this.viewers.report(manager, { ticketId, userId: caller.id, editing, replying }, isNew);
      const changed = isNew || before.editing !== editing || before.replying !== replying;
      return { changed, teamId: ticket.teamId };
    });
    if (changed) this.announce({ ticketId, teamId });
    return this.others(ticketId, caller);
  }

  async leave(ticketId: number, caller: Caller): Promise<void> {
    const teamId = await this.viewers.remove(ticketId, caller.id);
    if (teamId !== undefined) this.announce({ ticketId, teamId });
  }

  private async others(ticketId: number, caller: Caller): Promise<ViewerList> {
    const since = new Date(Date.now() - EXPIRY_MS);
    const viewers = await this.viewers.findOthers(ticketId, caller.id, since);
    return {
      viewers: viewers.map(({ user, editing, replying, since }) => ({
        id: user.id,
        name: user.name,
        editing,
        replying,
        since,
      })),
    };
  }

  private announce(changed: ViewersChanged): void {
    this.events.emit('viewers.changed', changed);
  }
}
