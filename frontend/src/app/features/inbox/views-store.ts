import { computed, DestroyRef, DOCUMENT, inject, Injectable, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { TicketListQuery } from '../../core/api-types';
import { compareNames } from '../../core/collation';
import { LiveEvents } from '../../core/live-events';
import { Session } from '../../core/session';
import { Toasts } from '../../core/toasts';
import { NewView, SavedView, ViewChanges, ViewsApi } from '../../core/views-api';
import { totalInWords } from '../../shared/total-words';
import { savedQueryOf } from './inbox-query';

const COUNT_EVERY_MS = 3_000;

/** The saved views, and how many tickets each shows just now. */
@Injectable({ providedIn: 'root' })
export class ViewsStore {
  private readonly api = inject(ViewsApi);
  private readonly toasts = inject(Toasts);
  private readonly session = inject(Session);
  private readonly document = inject(DOCUMENT);
  private readonly read = signal<readonly SavedView[]>([]);
  private readonly counted = signal<ReadonlyMap<number, string>>(new Map());
  private countedAt = 0;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  private owed = false;

  readonly views = computed(() => this.read().toSorted((a, b) => compareNames(a.name, b.name)));
  /** What was opened last: that is the one to update when the filters are changed after. */
  readonly opened = signal<number | null>(null);

  countOf(view: SavedView): string {
    return this.counted().get(view.id) ?? '';
  }
  mayChange(view: SavedView): boolean {
    return this.session.mayChange(view);
  }

  /** Keeps views and counts true while the component lives that calls it. */
  follow(): void {
    const destroyed = inject(DestroyRef);
    void this.load();
    inject(LiveEvents)
      .countsChanged.pipe(takeUntilDestroyed())
      .subscribe(() => this.countSoon());
    const onVisible = () => this.owed && this.countSoon();
    this.document.addEventListener('visibilitychange', onVisible);
    destroyed.onDestroy(() => {
      this.document.removeEventListener('visibilitychange', onVisible);
      clearTimeout(this.waiting);
      this.waiting = undefined;
      this.read.set([]);
    });
  }

  async save(view: Omit<NewView, 'query'>, query: TicketListQuery): Promise<void> {
    const saved = await this.api.create({ ...view, query: savedQueryOf(query) });
    this.put(saved);
    this.opened.set(saved.id);
  }
  async change(view: SavedView, changes: ViewChanges): Promise<void> {
    this.put(await this.api.change(view.id, changes));
  }
  async updateQuery(view: SavedView, query: TicketListQuery): Promise<void> {
    try {
      await this.change(view, { query: savedQueryOf(query) });
      this.toasts.success($localize`“${view.name}:view:” updated`, {
        label: $localize`Undo`,
        run: () => void this.updateQuery(view, view.query),
      });
    } catch (error) {
      const again = () => void this.updateQuery(view, query);
      this.toasts.failure($localize`Couldn’t update “${view.name}:view:”`, error, again);
    }
  }
  async delete(view: SavedView): Promise<void> {
    this.read.update((all) => all.filter((each) => each.id !== view.id));
    try {
      await this.api.delete(view.id);
      // Who deletes another's view as an admin would get one of their own back.
      const mine = view.owner.id === this.session.me()?.id;
      this.toasts.success(
        $localize`“${view.name}:view:” deleted`,
        mine ? { label: $localize`Undo`, run: () => void this.bringBack(view) } : undefined,
      );
    } catch (error) {
      this.put(view);
      const again = () => void this.delete(view);
      this.toasts.failure($localize`Couldn’t delete “${view.name}:view:”`, error, again);
    }
  }

  private async bringBack({ name, query, shared }: SavedView): Promise<void> {
    try {
      this.put(await this.api.create({ name, query, shared }));
    } catch (error) {
      const again = () => void this.bringBack({ name, query, shared } as SavedView);
      this.toasts.failure($localize`Couldn’t restore “${name}:view:”`, error, again);
    }
  }
  private put(view: SavedView): void {
    this.read.update((all) => [...all.filter((each) => each.id !== view.id), view]);
    this.countSoon();
  }
  private async load(): Promise<void> {
    try {
      this.read.set(await this.api.list());
      if (this.read().length) this.countSoon();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load the views`, error, () => void this.load());
    }
  }

  private countSoon(): void {
    this.owed = this.document.hidden;
    if (this.owed || this.waiting || !this.read().length) return;
    const wait = Math.max(0, this.countedAt + COUNT_EVERY_MS - Date.now());
    this.waiting = setTimeout(() => void this.count(), wait);
  }
  /** A count that is not had is not worth a word: the next change asks again. */
  private async count(): Promise<void> {
    this.waiting = undefined;
    this.countedAt = Date.now();
    try {
      const counts = await this.api.counts();
      this.counted.set(new Map(counts.map(({ id, total }) => [id, totalInWords(total)])));
      // Somebody else shared one, or took one back.
      const known = new Set(this.read().map((each) => each.id));
      if (counts.length !== known.size || counts.some((each) => !known.has(each.id)))
        this.read.set(await this.api.list());
    } catch {
      this.owed = this.document.hidden;
    }
  }
}
