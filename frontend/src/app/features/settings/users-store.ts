import { inject, Injectable, signal } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { User, UserListQuery } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';

const PAGE_SIZE = 30;

/** Users matching the query, loaded in pages. Responses to earlier queries are ignored. */
@Injectable()
export class UsersStore {
  private readonly api = inject(AccountsApi);
  private readonly rows = signal<readonly User[]>([]);
  private query: UserListQuery = {};
  private requestId = 0;
  readonly users = this.rows.asReadonly();
  readonly state = signal<'loading' | 'loaded' | 'failed'>('loading');
  readonly problem = signal<ApiProblem | null>(null);
  readonly nextCursor = signal<string | null>(null);

  async load(query: UserListQuery = this.query): Promise<void> {
    this.query = query;
    const requestId = ++this.requestId;
    this.state.set('loading');
    try {
      const page = await this.api.listUsers({ ...query, account: true }, { limit: PAGE_SIZE });
      if (requestId !== this.requestId) return;
      this.rows.set(page.results);
      this.nextCursor.set(page.next_cursor);
      this.state.set('loaded');
    } catch (error) {
      if (requestId !== this.requestId) return;
      this.problem.set(toApiProblem(error));
      this.state.set('failed');
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor) return;
    const requestId = this.requestId;
    const page = await this.api.listUsers({ ...this.query, account: true }, { limit: PAGE_SIZE, cursor });
    if (requestId !== this.requestId) return;
    const knownIds = new Set(this.rows().map((user) => user.id));
    this.rows.update((rows) => [...rows, ...page.results.filter((user) => !knownIds.has(user.id))]);
    this.nextCursor.set(page.next_cursor);
  }

  upsert(user: User): void {
    const isKnown = this.rows().some((row) => row.id === user.id);
    this.rows.update((rows) =>
      isKnown ? rows.map((row) => (row.id === user.id ? user : row)) : [user, ...rows],
    );
  }
}
