import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { OwnedResourceRepository } from '../sharing/owned-resource.repository.js';
import { TicketsRepository } from '../tickets/tickets.repository.js';
import type { Caller } from '../identity/users/caller.js';
import { SavedView } from './saved-view.entity.js';
import {
  toSavedViewDto,
  type CreateViewInput,
  type UpdateViewInput,
  type ViewCounts,
  type ViewList,
  type ViewQuery,
  type SavedViewDto,
} from './dto/saved-views.dto.js';

/** Counting limit for a badge, which shows "1,000+" beyond it. */
const COUNT_CAP = 1_000;

/** Concurrent counts of one request, of the pool's twenty connections. */
const COUNT_CONCURRENCY = 4;

@Injectable()
export class ViewsService {
  private readonly repository: OwnedResourceRepository<SavedView>;

  constructor(
    dataSource: DataSource,
    private readonly tickets: TicketsRepository,
  ) {
    this.repository = new OwnedResourceRepository(dataSource, {
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
    return { results: (await this.repository.list(caller)).map(toSavedViewDto) };
  }

  /** @throws LabelTaken | ResourceLimitReached */
  async create({ query, ...rest }: CreateViewInput, caller: Caller): Promise<SavedViewDto> {
    return toSavedViewDto(await this.repository.create({ ...rest, query: withoutEmpty(query) }, caller));
  }

  /** @throws ResourceNotFound | ResourceOwnerRequired | LabelTaken | ResourceLimitReached */
  async update(id: number, { query, ...rest }: UpdateViewInput, caller: Caller): Promise<SavedViewDto> {
    const fields = { ...rest, ...(query && { query: withoutEmpty(query) }) };
    return toSavedViewDto(await this.repository.update(id, fields, caller));
  }

  /** @throws ResourceNotFound | ResourceOwnerRequired */
  remove(id: number, caller: Caller): Promise<void> {
    return this.repository.remove(id, caller);
  }

  async counts(caller: Caller): Promise<ViewCounts> {
    const views = await this.repository.list(caller);
    const results: ViewCounts['results'] = [];
    for (let i = 0; i < views.length; i += COUNT_CONCURRENCY) {
      const counted = views
        .slice(i, i + COUNT_CONCURRENCY)
        .map(async ({ id, query: { sort: _, ...filter } }) => ({
          id,
          total: await this.tickets.total(withoutSnoozed(filter), caller, COUNT_CAP),
        }));
      results.push(...(await Promise.all(counted)));
    }
    return { results };
  }
}

/** Views hide snoozed tickets unless they ask for them or search. */
function withoutSnoozed(filter: ViewQuery): ViewQuery {
  return filter.search === undefined ? { snoozed: false, ...filter } : filter;
}

function withoutEmpty(query: ViewQuery): ViewQuery {
  return Object.fromEntries(
    Object.entries(query).filter(([, value]) => value !== undefined && (value as unknown[]).length > 0),
  );
}
