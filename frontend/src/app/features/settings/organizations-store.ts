import { inject, Injectable, signal } from '@angular/core';
import { Api } from '../../api/api';
import { organizationsCreate } from '../../api/fn/accounts/organizations-create';
import { organizationsList } from '../../api/fn/accounts/organizations-list';
import { organizationsRemove } from '../../api/fn/accounts/organizations-remove';
import { organizationsUpdate } from '../../api/fn/accounts/organizations-update';
import type { CreateOrganizationInput, OrganizationView } from '../../api/models';
import { ApiProblem, toApiProblem } from '../../core/api-problem';

export type Organization = OrganizationView;

const PAGE_SIZE = 30;

/** Organizations matching the search, loaded in pages. Responses to earlier searches are ignored. */
@Injectable()
export class OrganizationsStore {
  private readonly api = inject(Api);
  private readonly rows = signal<readonly Organization[] | null>(null);
  private query: { search?: string } = {};
  private requestId = 0;
  /** Newest first; null until loaded. */
  readonly all = this.rows.asReadonly();
  readonly problem = signal<ApiProblem | null>(null);
  readonly nextCursor = signal<string | null>(null);

  async load(search = this.query.search): Promise<void> {
    this.query = search ? { search } : {};
    const requestId = ++this.requestId;
    this.problem.set(null);
    try {
      const page = await this.api.invoke(organizationsList, { ...this.query, limit: PAGE_SIZE });
      if (requestId !== this.requestId) return;
      this.rows.set(page.results);
      this.nextCursor.set(page.next_cursor);
    } catch (error) {
      if (requestId === this.requestId) this.problem.set(toApiProblem(error));
    }
  }

  async loadMore(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor) return;
    const requestId = this.requestId;
    const page = await this.api.invoke(organizationsList, { ...this.query, limit: PAGE_SIZE, cursor });
    if (requestId !== this.requestId) return;
    const known = new Set(this.rows()?.map(({ id }) => id));
    const added = page.results.filter(({ id }) => !known.has(id));
    this.rows.update((rows) => [...(rows ?? []), ...added]);
    this.nextCursor.set(page.next_cursor);
  }

  async save(id: number | null, input: CreateOrganizationInput): Promise<void> {
    if (id === null) {
      const created = await this.api.invoke(organizationsCreate, { body: input });
      this.rows.update((rows) => [created, ...(rows ?? [])]);
    } else {
      const changed = await this.api.invoke(organizationsUpdate, { id, body: input });
      this.rows.update((rows) => rows?.map((row) => (row.id === id ? changed : row)) ?? null);
    }
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(organizationsRemove, { id });
    this.rows.update((rows) => rows?.filter((row) => row.id !== id) ?? null);
  }
}
