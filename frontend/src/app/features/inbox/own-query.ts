import { inject, Injectable } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { Session } from '../../core/session';
import { TeamsStore } from '../../core/teams-store';
import { isSameQuery, toOwnQuery } from './inbox-query';

/** The default view of the user. */
@Injectable({ providedIn: 'root' })
export class OwnQuery {
  private readonly session = inject(Session);
  private readonly teams = inject(TeamsStore);

  /** Of all teams if they can't be loaded. */
  async load(): Promise<TicketListQuery> {
    if (!this.teams.all()) await this.teams.load();
    return this.current();
  }
  /** Whether the query shows the same tickets, in any order. */
  matches(query: TicketListQuery): boolean {
    const own = this.current();
    return isSameQuery({ ...query, sort: own.sort }, own);
  }
  private current(): TicketListQuery {
    return toOwnQuery(this.session.me()?.id ?? 0, this.teams.all() ?? []);
  }
}
