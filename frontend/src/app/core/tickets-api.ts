import { HttpClient } from '@angular/common/http';
import { inject, Injectable } from '@angular/core';
import { firstValueFrom, Observable } from 'rxjs';
import {
  BulkOutcome,
  HistoryPage,
  Me,
  Message,
  MessagePage,
  NewTicket,
  Stats,
  Suggestion,
  Ticket,
  TicketChanges,
  TicketListQuery,
  TicketPage,
} from './api-types';

/** The one door to the api: every page asks here. Interim, until the generated client stands behind it. */
@Injectable({ providedIn: 'root' })
export class TicketsApi {
  private readonly http = inject(HttpClient);
  /** What was read last of each ticket, so that opening one shows its text at once and not after an answer. */
  private readonly seen = new Map<number, Ticket>();

  async list(query: TicketListQuery, page: { limit?: number; cursor?: string } = {}): Promise<TicketPage> {
    const params: Record<string, string> = {};
    for (const [name, value] of Object.entries({ ...query, ...page })) {
      const text = Array.isArray(value) ? value.join(',') : value === undefined ? '' : String(value);
      if (text !== '') params[name] = text;
    }
    const answer = await firstValueFrom(this.http.get<TicketPage>('/api/tickets', { params }));
    answer.results.forEach((ticket) => this.remember(ticket));
    return answer;
  }
  async get(id: number): Promise<Ticket> {
    return this.remember(await firstValueFrom(this.http.get<Ticket>(`/api/tickets/${id}`)));
  }
  lastSeen(id: number): Ticket | null {
    return this.seen.get(id) ?? null;
  }
  create(ticket: NewTicket, idempotencyKey: string): Promise<Ticket> {
    return firstValueFrom(
      this.http.post<Ticket>('/api/tickets', ticket, { headers: { 'Idempotency-Key': idempotencyKey } }),
    );
  }
  change(id: number, changes: TicketChanges, version: number): Promise<Ticket> {
    return firstValueFrom(
      this.http.patch<Ticket>(`/api/tickets/${id}`, changes, { headers: { 'If-Match': `"${version}"` } }),
    );
  }
  delete(id: number): Promise<void> {
    return firstValueFrom(this.http.delete<void>(`/api/tickets/${id}`));
  }
  restore(id: number): Promise<Ticket> {
    return firstValueFrom(this.http.post<Ticket>(`/api/tickets/${id}/restore`, null));
  }
  /** An observable, so that a newer text can cancel the question about the older one. */
  classify(text: { title?: string; description: string }): Observable<Suggestion> {
    return this.http.post<Suggestion>('/api/tickets/classify', text);
  }
  acceptSuggestion(id: number): Promise<Ticket> {
    return firstValueFrom(this.http.post<Ticket>(`/api/tickets/${id}/triage/accept`, null));
  }
  retryTriage(id: number): Promise<Ticket> {
    return firstValueFrom(this.http.post<Ticket>(`/api/tickets/${id}/triage/retry`, null));
  }
  bulk(ids: number[], changes: TicketChanges): Promise<BulkOutcome> {
    return firstValueFrom(this.http.post<BulkOutcome>('/api/tickets/bulk', { ids, changes }));
  }
  history(id: number, cursor?: string): Promise<HistoryPage> {
    return firstValueFrom(
      this.http.get<HistoryPage>(`/api/tickets/${id}/history`, { params: cursor ? { cursor } : {} }),
    );
  }
  /** The whole conversation, oldest first: it is read in pages, and shown as one. */
  async messages(id: number): Promise<Message[]> {
    const messages: Message[] = [];
    let cursor: string | null = null;
    do {
      const params: Record<string, string | number> = cursor ? { limit: 100, cursor } : { limit: 100 };
      const page: MessagePage = await firstValueFrom(
        this.http.get<MessagePage>(`/api/tickets/${id}/messages`, { params }),
      );
      messages.push(...page.results);
      cursor = page.next_cursor;
    } while (cursor);
    return messages;
  }
  write(id: number, message: { body: string; visibility: 'public' | 'internal' }): Promise<Message> {
    return firstValueFrom(this.http.post<Message>(`/api/tickets/${id}/messages`, message));
  }
  stats(range: { from?: string; to?: string } = {}): Promise<Stats> {
    return firstValueFrom(this.http.get<Stats>('/api/tickets/stats', { params: range }));
  }
  me(): Promise<Me> {
    return firstValueFrom(this.http.get<Me>('/api/auth/me'));
  }

  private remember(ticket: Ticket): Ticket {
    this.seen.delete(ticket.id);
    this.seen.set(ticket.id, ticket);
    if (this.seen.size > 500) this.seen.delete(this.seen.keys().next().value!);
    return ticket;
  }
}
