import { Dialog } from '@angular/cdk/dialog';
import { Component, computed, inject, input, output } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { Icon } from '../../shared/icon';
import { filterCount, isSameQuery } from './inbox-query';
import { openViewForm, ViewMenu } from './view-menu';
import { ViewsStore } from './views-store';
import { Button } from '../../shared/button';

/** Saves the current query as a view. Also selects views where the sidebar doesn't list them. */
@Component({
  selector: 'tiq-views-bar',
  imports: [Button, Icon, ViewMenu],
  host: { class: 'flex min-w-0 items-center gap-1.5' },
  template: `@if (store.views().length) {
      <select
        #box
        class="input min-h-7 w-auto max-w-44 min-w-0 py-0 text-sm xl:hidden"
        aria-label="View"
        i18n-aria-label
        (change)="selectView(box.value)"
      >
        <option i18n value="" [selected]="!currentView()">All tickets</option>
        @for (view of store.views(); track view.id) {
          <option [value]="view.id" [selected]="view.id === currentView()?.id">
            {{ view.name }} {{ store.countOf(view) }}
          </option>
        }
      </select>
    }
    @if (currentView(); as view) {
      @if (store.canEdit(view)) {
        <tiq-view-menu class="xl:hidden" [view]="view" />
      }
    } @else if (hasFilters()) {
      @if (modifiedView(); as view) {
        <button
          type="button"
          tiqButton="ghost"
          class="min-h-7 min-w-0 px-2"
          (click)="store.updateQuery(view, query())"
        >
          <span i18n class="truncate">Update “{{ view.name }}”</span>
        </button>
      }
      <button type="button" tiqButton="ghost" class="min-h-7 px-2" (click)="save()">
        <tiq-icon name="plus" [size]="14" /><span i18n class="max-sm:sr-only">Save view</span>
      </button>
    }`,
})
export class ViewsBar {
  private readonly dialog = inject(Dialog);
  protected readonly store = inject(ViewsStore);
  readonly query = input.required<TicketListQuery>();
  readonly queryChange = output<TicketListQuery>();
  protected readonly hasFilters = computed(() => filterCount(this.query()) > 0);
  protected readonly currentView = computed(() =>
    this.store.views().find((view) => isSameQuery(view.query, this.query())),
  );
  /** The opened view if it can be edited and its filters were changed. */
  protected readonly modifiedView = computed(() => {
    const opened = this.store.views().find((view) => view.id === this.store.openedId());
    return opened && this.store.canEdit(opened) ? opened : null;
  });

  protected selectView(id: string): void {
    const view = this.store.views().find((candidate) => String(candidate.id) === id);
    this.store.openedId.set(view?.id ?? null);
    this.queryChange.emit(view?.query ?? {});
  }
  protected save(): void {
    openViewForm(this.dialog, { view: null, query: this.query() });
  }
}
