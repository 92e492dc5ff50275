import { computed, DestroyRef, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TicketListQuery } from '../../core/api-types';
import { compareNames } from '../../core/collation';
import { LiveEvents } from '../../core/live-events';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { NewView, SavedView, ViewChanges, ViewsApi } from '../../core/views-api';
import { formatTotal } from '../../shared/number-format';
import { toSavedQuery } from './inbox-query';

const COUNT_INTERVAL_MS = 3_000;

/** Saved views and their ticket counts. */
@Injectable({ providedIn: 'root' })
export class ViewsStore {
  private readonly api = inject(ViewsApi);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(Session);
  private readonly document = inject(DOCUMENT);
  private readonly savedViews = signal<readonly SavedView[]>([]);
  private readonly counts = signal<ReadonlyMap<number, string>>(new Map());
  private countedAt = 0;
  private countTimer: ReturnType<typeof setTimeout> | undefined;
  private countPending = false;

  readonly views = computed(() => this.savedViews().toSorted((a, b) => compareNames(a.name, b.name)));
  /** Id of the last opened view, which is updated when its filters change. */
  readonly openedId = signal<number | null>(null);

  countOf(view: SavedView): string {
    return this.counts().get(view.id) ?? '';
  }
  canEdit(view: SavedView): boolean {
    return this.session.canEdit(view);
  }

  /** Updates views and counts for the lifetime of the calling component. */
  sync(): void {
    const destroyed = inject(DestroyRef);
    void this.load();
    inject(LiveEvents)
      .countChanges.pipe(takeUntilDestroyed())
      .subscribe(() => this.scheduleCount());
    const onVisible = () => this.countPending && this.scheduleCount();
    this.document.addEventListener('visibilitychange', onVisible);
    destroyed.onDestroy(() => {
      this.document.removeEventListener('visibilitychange', onVisible);
      clearTimeout(this.countTimer);
      this.countTimer = undefined;
      this.savedViews.set([]);
    });
  }

  async save(view: Omit<NewView, 'query'>, query: TicketListQuery): Promise<void> {
    const saved = await this.api.create({ ...view, query: toSavedQuery(query) });
    this.upsert(saved);
    this.openedId.set(saved.id);
  }
  async update(view: SavedView, changes: ViewChanges): Promise<void> {
    this.upsert(await this.api.update(view.id, changes));
  }
  async updateQuery(view: SavedView, query: TicketListQuery): Promise<void> {
    try {
      await this.update(view, { query: toSavedQuery(query) });
      this.toasts.showSuccess($localize`“${view.name}:view:” updated`, {
        label: $localize`Undo`,
        run: () => void this.updateQuery(view, view.query),
      });
    } catch (error) {
      const retry = () => void this.updateQuery(view, query);
      this.toasts.showError($localize`Couldn’t update “${view.name}:view:”`, error, retry);
    }
  }
  async delete(view: SavedView): Promise<void> {
    this.savedViews.update((all) => all.filter((existing) => existing.id !== view.id));
    try {
      await this.api.delete(view.id);
      // An undo by an admin would recreate another user's view as their own.
      const isOwn = view.owner.id === this.session.me()?.id;
      this.toasts.showSuccess(
        $localize`“${view.name}:view:” deleted`,
        isOwn ? { label: $localize`Undo`, run: () => void this.recreate(view) } : undefined,
      );
    } catch (error) {
      this.upsert(view);
      const retry = () => void this.delete(view);
      this.toasts.showError($localize`Couldn’t delete “${view.name}:view:”`, error, retry);
    }
  }

  private async recreate({ name, query, shared }: SavedView): Promise<void> {
    try {
      this.upsert(await this.api.create({ name, query, shared }));
    } catch (error) {
      const retry = () => void this.recreate({ name, query, shared } as SavedView);
      this.toasts.showError($localize`Couldn’t restore “${name}:view:”`, error, retry);
    }
  }
  private upsert(view: SavedView): void {
    this.savedViews.update((all) => [...all.filter((existing) => existing.id !== view.id), view]);
    this.scheduleCount();
  }
  private async load(): Promise<void> {
    try {
      this.savedViews.set(await this.api.list());
      if (this.savedViews().length) this.scheduleCount();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load the views`, error, () => void this.load());
    }
  }

  private scheduleCount(): void {
    this.countPending = this.document.hidden;
    if (this.countPending || this.countTimer || !this.savedViews().length) return;
    const wait = Math.max(0, this.countedAt + COUNT_INTERVAL_MS - Date.now());
    this.countTimer = setTimeout(() => void this.refreshCounts(), wait);
  }
  /** Errors are ignored: the next change refreshes the counts. */
  private async refreshCounts(): Promise<void> {
    this.countTimer = undefined;
    this.countedAt = Date.now();
    try {
      const counts = await this.api.counts();
      this.counts.set(new Map(counts.map(({ id, total }) => [id, formatTotal(total)])));
      // Another user shared or removed a view.
      const knownIds = new Set(this.savedViews().map((view) => view.id));
      if (counts.length !== knownIds.size || counts.some((count) => !knownIds.has(count.id)))
        this.savedViews.set(await this.api.list());
    } catch {
      this.countPending = this.document.hidden;
    }
  }
}
