import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource, MoreThan, Not } from 'typeorm';
import type { Caller } from '../identity/users/caller.js';
import type { PresenceInput, ViewerList } from './dto/ticket-viewers.dto.js';
import { lockVisibleTicket } from './ticket-permissions.js';
import { TicketViewer } from './ticket-viewer.entity.js';
import type { ViewersChanged } from './ticket.events.js';

/** Consoles report presence every 20 seconds. An agent without a report for this long counts as gone. */
const EXPIRY_MS = 40_000;

/** Presence of agents on tickets, which prevents conflicting work. */
@Injectable()
export class TicketViewersService {
  constructor(
    private readonly dataSource: DataSource,
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
    const changed = await this.dataSource.transaction(async (manager) => {
      await lockVisibleTicket(manager, ticketId, caller);
      const [before] = await manager.query<{ seen_at: Date; editing: boolean; replying: boolean }[]>(
        `SELECT seen_at, editing, replying FROM ticket_viewers WHERE ticket_id = $1 AND user_id = $2`,
        [ticketId, caller.id],
      );
      const isNew = !before || before.seen_at.getTime() < Date.now() - EXPIRY_MS;
      await manager.query(
        `INSERT INTO ticket_viewers AS v (ticket_id, user_id, editing, replying) VALUES ($1, $2, $3, $4)
         ON CONFLICT (ticket_id, user_id) DO UPDATE SET editing = excluded.editing,
           replying = excluded.replying, seen_at = now(), since = CASE WHEN $5 THEN now() ELSE v.since END`,
        [ticketId, caller.id, editing, replying, isNew],
      );
      return isNew || before.editing !== editing || before.replying !== replying;
    });
    if (changed) this.announce(ticketId);
    return this.others(ticketId, caller);
  }

  async leave(ticketId: number, caller: Caller): Promise<void> {
    const { affected } = await this.dataSource
      .getRepository(TicketViewer)
      .delete({ ticketId, userId: caller.id });
    if (affected) this.announce(ticketId);
  }

  private async others(ticketId: number, caller: Caller): Promise<ViewerList> {
    const viewers = await this.dataSource.getRepository(TicketViewer).find({
      where: { ticketId, userId: Not(caller.id), seenAt: MoreThan(new Date(Date.now() - EXPIRY_MS)) },
      relations: { user: true },
      order: { since: 'ASC' },
    });
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

  private announce(ticketId: number): void {
    this.events.emit('viewers.changed', { ticketId } satisfies ViewersChanged);
  }
}
