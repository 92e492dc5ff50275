import { inject, Injectable } from '@angular/core';
import { Api } from '../api/api';
import { viewsCounts } from '../api/fn/views/views-counts';
import { viewsCreate } from '../api/fn/views/views-create';
import { viewsList } from '../api/fn/views/views-list';
import { viewsRemove } from '../api/fn/views/views-remove';
import { viewsUpdate } from '../api/fn/views/views-update';
import type { CreateViewInput, UpdateViewInput, ViewCount, SavedViewDto } from '../api/models';

export type SavedView = SavedViewDto;
export type NewView = CreateViewInput;
export type ViewChanges = UpdateViewInput;

/** API client for saved views of the inbox, own and shared. */
@Injectable({ providedIn: 'root' })
export class ViewsApi {
  private readonly api = inject(Api);

  async list(): Promise<SavedView[]> {
    return (await this.api.invoke(viewsList)).results;
  }
  /** Number of tickets per view, counted up to 1,000. */
  async counts(): Promise<ViewCount[]> {
    return (await this.api.invoke(viewsCounts)).results;
  }
  create(view: NewView): Promise<SavedView> {
    return this.api.invoke(viewsCreate, { body: view });
  }
  update(id: number, changes: ViewChanges): Promise<SavedView> {
    return this.api.invoke(viewsUpdate, { id, body: changes });
  }
  delete(id: number): Promise<void> {
    return this.api.invoke(viewsRemove, { id });
  }
}
