import { inject, Injectable, signal } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { User, UserListQuery } from '../../core/api-types';
import { Problem, toProblem } from '../../core/problem';

const PAGE = 30;

/** The users that were asked for, page by page. Answers to an older question are dropped. */
@Injectable()
export class UsersStore {
  private readonly api = inject(AccountsApi);
  private readonly rows = signal<readonly User[]>([]);
  private query: UserListQuery = {};
  private asked = 0;
  readonly users = this.rows.asReadonly();
  readonly state = signal<'loading' | 'loaded' | 'failed'>('loading');
  readonly problem = signal<Problem | null>(null);
  readonly nextCursor = signal<string | null>(null);

  async load(query: UserListQuery = this.query): Promise<void> {
    this.query = query;
    const question = ++this.asked;
    this.state.set('loading');
    try {
      const page = await this.api.users(query, { limit: PAGE });
      if (question !== this.asked) return;
      this.rows.set(page.results);
      this.nextCursor.set(page.next_cursor);
      this.state.set('loaded');
    } catch (error) {
      if (question !== this.asked) return;
      this.problem.set(toProblem(error));
      this.state.set('failed');
    }
  }

  async more(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor) return;
    const question = this.asked;
    const page = await this.api.users(this.query, { limit: PAGE, cursor });
    if (question !== this.asked) return;
    const known = new Set(this.rows().map((each) => each.id));
    this.rows.update((rows) => [...rows, ...page.results.filter((each) => !known.has(each.id))]);
    this.nextCursor.set(page.next_cursor);
  }

  put(user: User): void {
    const isKnown = this.rows().some((each) => each.id === user.id);
    this.rows.update((rows) =>
      isKnown ? rows.map((each) => (each.id === user.id ? user : each)) : [user, ...rows],
    );
  }
}
