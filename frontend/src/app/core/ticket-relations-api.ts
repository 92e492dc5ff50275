import { inject, Injectable } from '@angular/core';
import { Api } from '../api/api';
import { ticketrelationsDuplicates } from '../api/fn/tickets/ticketrelations-duplicates';
import { ticketrelationsLink } from '../api/fn/tickets/ticketrelations-link';
import { ticketrelationsMerge } from '../api/fn/tickets/ticketrelations-merge';
import { ticketrelationsSplit } from '../api/fn/tickets/ticketrelations-split';
import { ticketrelationsUnlink } from '../api/fn/tickets/ticketrelations-unlink';
import { ticketrelationsUnmerge } from '../api/fn/tickets/ticketrelations-unmerge';
import { ticketrelationsUnsplit } from '../api/fn/tickets/ticketrelations-unsplit';
import { LikelyDuplicate, LinkType } from '../api/models';
import { Ticket } from './api-types';

/** API client for merging, splitting and linking tickets. Each call returns the ticket that it concerns. */
@Injectable({ providedIn: 'root' })
export class TicketRelationsApi {
  private readonly api = inject(Api);

  /** Returns the target. */
  merge(id: number, into: number): Promise<Ticket> {
    return this.api.invoke(ticketrelationsMerge, { id, body: { into } });
  }
  /** Returns the ticket that was merged. */
  unmerge(id: number): Promise<Ticket> {
    return this.api.invoke(ticketrelationsUnmerge, { id });
  }
  /** Returns the new ticket. */
  split(id: number, messageId: number, title: string): Promise<Ticket> {
    return this.api.invoke(ticketrelationsSplit, { id, body: { message_id: messageId, title } });
  }
  /** Returns the ticket that it came from. */
  unsplit(id: number): Promise<Ticket> {
    return this.api.invoke(ticketrelationsUnsplit, { id });
  }
  link(id: number, other: number, type: LinkType): Promise<Ticket> {
    return this.api.invoke(ticketrelationsLink, { id, other, body: { type } });
  }
  unlink(id: number, other: number): Promise<Ticket> {
    return this.api.invoke(ticketrelationsUnlink, { id, other });
  }
  async duplicates(id: number): Promise<LikelyDuplicate[]> {
    return (await this.api.invoke(ticketrelationsDuplicates, { id })).results;
  }
}
