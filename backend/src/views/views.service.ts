import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Shelf } from '../sharing/shelf.js';
import { TicketsQueries } from '../tickets/tickets.queries.js';
import type { Caller } from '../users/caller.js';
import { SavedView } from './saved-view.entity.js';
import {
  viewView,
  type CreateViewInput,
  type UpdateViewInput,
  type ViewCounts,
  type ViewList,
  type ViewQuery,
  type ViewView,
} from './views.dto.js';

/** A badge need not say more than "1,000 and more". */
const COUNT_CAP = 1_000;

/** So many connections at most does one caller's badges take of the pool's twenty. */
const COUNTED_TOGETHER = 4;

@Injectable()
export class ViewsService {
  private readonly shelf: Shelf<SavedView>;

  constructor(
    dataSource: DataSource,
    private readonly tickets: TicketsQueries,
  ) {
    this.shelf = new Shelf(dataSource, {
      entity: SavedView,
      code: 'view',
      noun: 'view',
      label: 'name',
      maxOwn: 100,
      maxShared: 100,
      unique: 'uq_saved_views_owner_name',
    });
  }

  async list(caller: Caller): Promise<ViewList> {
    return { results: (await this.shelf.list(caller)).map(viewView) };
  }

  /** @throws LabelTaken | TooManyEntries */
  async create({ query, ...rest }: CreateViewInput, caller: Caller): Promise<ViewView> {
    return viewView(await this.shelf.add({ ...rest, query: withoutEmpty(query) }, caller));
  }

  /** @throws EntryNotFound | NotTheOwner | LabelTaken | TooManyEntries */
  async update(id: number, { query, ...rest }: UpdateViewInput, caller: Caller): Promise<ViewView> {
    const fields = { ...rest, ...(query && { query: withoutEmpty(query) }) };
    return viewView(await this.shelf.change(id, fields, caller));
  }

  /** @throws EntryNotFound | NotTheOwner */
  remove(id: number, caller: Caller): Promise<void> {
    return this.shelf.remove(id, caller);
  }

  async counts(caller: Caller): Promise<ViewCounts> {
    const views = await this.shelf.list(caller);
    const results: ViewCounts['results'] = [];
    for (let i = 0; i < views.length; i += COUNTED_TOGETHER) {
      const counted = views
        .slice(i, i + COUNTED_TOGETHER)
        .map(async ({ id, query: { sort: _, ...filter } }) => ({
          id,
          total: await this.tickets.total(filter, caller, COUNT_CAP),
        }));
      results.push(...(await Promise.all(counted)));
    }
    return { results };
  }
}

function withoutEmpty(query: ViewQuery): ViewQuery {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && (value as unknown[]).length > 0),
  );
}
