import { Component, computed, inject } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink } from '@angular/router';
import { filter, map, startWith } from 'rxjs';
import { SavedView } from '../../core/views-api';
import { Icon } from '../../shared/icon';
import { createParamReader } from '../../shared/param-reader';
import { toInboxUrl, parseInboxQuery, isSameQuery } from './inbox-query';
import { ViewMenu } from './view-menu';
import { ViewsStore } from './views-store';

/** Saved views in the sidebar with their ticket counts. */
@Component({
  selector: 'tiq-views-nav',
  imports: [Icon, RouterLink, ViewMenu],
  host: { class: 'flex min-h-0 flex-col' },
  template: `@if (store.views().length) {
    <nav class="mt-3 flex min-h-0 flex-col max-xl:hidden" aria-labelledby="views-heading">
      <h2 i18n id="views-heading" class="eyebrow px-2 pb-1">Views</h2>
      <ul class="min-h-0 overflow-y-auto">
        @for (view of store.views(); track view.id) {
          <li
            class="group flex items-center rounded-md hover:bg-hover"
            [class]="isCurrent(view) ? 'bg-accent-soft text-accent-strong' : 'text-soft'"
            [attr.data-view]="view.name"
          >
            <a
              class="flex h-8 min-w-0 flex-1 items-center gap-1.5 ps-2 text-sm"
              routerLink="/inbox"
              [queryParams]="params(view)"
              [attr.aria-current]="isCurrent(view) ? 'page' : null"
              [title]="hint(view)"
              (click)="store.openedId.set(view.id)"
            >
              <span class="truncate" dir="auto">{{ view.name }}</span>
              @if (view.shared) {
                <tiq-icon name="users" [size]="12" class="text-faint" />
                <span i18n class="sr-only">(shared)</span>
              }
              <span class="ms-auto ps-1 text-xs text-faint tabular-nums" data-testid="view-count">{{
                store.countOf(view)
              }}</span>
            </a>
            @if (store.canEdit(view)) {
              <tiq-view-menu [view]="view" [query]="inboxQuery()" />
            } @else {
              <span class="w-6"></span>
            }
          </li>
        }
      </ul>
    </nav>
  }`,
})
export class ViewsNav {
  private readonly router = inject(Router);
  protected readonly store = inject(ViewsStore);
  private readonly url = toSignal(
    this.router.events.pipe(
      filter((event) => event instanceof NavigationEnd),
      map((event) => event.urlAfterRedirects),
      startWith(this.router.url),
    ),
    { requireSync: true },
  );
  /** Query of the inbox; null on other pages. */
  protected readonly inboxQuery = computed(() => {
    const { root, queryParamMap } = this.router.parseUrl(this.url());
    const isInbox = root.children['primary']?.segments.map((segment) => segment.path).join('/') === 'inbox';
    return isInbox ? parseInboxQuery(createParamReader(queryParamMap)) : null;
  });

  constructor() {
    this.store.sync();
  }

  protected params(view: SavedView): Record<string, string | null> {
    return toInboxUrl(view.query);
  }
  protected isCurrent(view: SavedView): boolean {
    const query = this.inboxQuery();
    return query !== null && isSameQuery(query, view.query);
  }
  protected hint(view: SavedView): string {
    return view.shared ? $localize`${view.name}:view:, shared by ${view.owner.name}:agent:` : view.name;
  }
}
