import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  afterNextRender,
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  untracked,
  viewChild,
  viewChildren,
} from '@angular/core';
import { Ticket } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { formatCount } from '../../shared/number-format';
import { InboxActions } from './inbox-actions';
import { InboxRow } from './inbox-row';
import { InboxStore } from './inbox-store';
import { DensityPreference } from './density-preference';
import { PreviewPreference } from './preview-preference';
import { rowHeightRem } from './row-height';
import { Button } from '../../shared/button';

/** The next page is requested this many rows before the end. */
const PREFETCH_ROWS = 60;

/** Virtual list of tickets that prefetches the next page. */
@Component({
  selector: 'tiq-inbox-list',
  imports: [Button, CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport, Icon, InboxRow],
  templateUrl: './inbox-list.html',
  host: { class: 'flex min-h-0 min-w-0 flex-1 flex-col' },
})
export class InboxList {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly toasts = inject(Toasts);
  private readonly preview = inject(PreviewPreference);
  private readonly density = inject(DensityPreference).density;
  protected readonly store = inject(InboxStore);
  protected readonly actions = inject(InboxActions);
  protected readonly list = this.store.list;
  /** Whether the list is sorted by creation. */
  readonly byCreation = input(true);
  readonly open = output<Ticket>();
  readonly tagSelected = output<string>();

  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly rows = viewChildren(InboxRow);
  private readonly rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  private readonly width = signal(this.rem * 80);
  private readonly hasExcerpts = computed(() => this.list.tickets()[0]?.match !== undefined);
  protected readonly rowHeight = computed(
    () => this.rem * rowHeightRem(this.width() / this.rem, this.hasExcerpts(), this.density()),
  );
  protected readonly loadedCount = computed(() => formatCount(this.list.tickets().length));
  /** `aria-setsize`; -1 if unknown. */
  protected readonly setSize = computed(() => {
    const total = this.list.total();
    const loaded = this.list.tickets().length;
    if (!this.list.nextCursor()) return loaded;
    return total?.relation === 'eq' ? Math.max(total.value, loaded) : -1;
  });

  /** First visible row. Keeps its position when rows above are added or removed. */
  private anchorRow: { id: number; index: number } | null = null;
  private currentIndex = -1;
  private focusId: number | null = null;

  constructor() {
    afterNextRender(() => this.observeViewport());
    effect(() => {
      this.list.tickets();
      untracked(() => this.keepScrollPosition());
    });
    effect(() => {
      const end = this.list.visibleRange()?.end ?? 0;
      if (end < this.list.tickets().length - PREFETCH_ROWS || !this.list.nextCursor()) return;
      if (!this.list.loadingMore() && !this.store.loadMoreProblem())
        untracked(() => void this.store.loadMore());
    });
    let listVersion = this.store.listVersion();
    effect(() => {
      if (this.store.listVersion() === listVersion) return;
      listVersion = this.store.listVersion();
      untracked(() => this.scrollToTop());
    });
    effect(() => {
      const height = this.rowHeight();
      untracked(() => this.anchorRow && this.scrollTo(this.anchorRow.index * height));
    });
    effect(() => {
      const id = this.store.currentId();
      untracked(() => (this.currentIndex = id === null ? -1 : this.list.indexOf(id)));
    });
    effect(() => {
      this.rows();
      untracked(() => this.focusPending());
    });
  }

  step(by: 1 | -1): void {
    const last = this.list.tickets().length - 1;
    const index = this.indexOfCurrent();
    const next = index < 0 ? Math.ceil(this.store.scrollOffset / this.rowHeight()) : index + by;
    this.moveTo(Math.min(last, Math.max(0, next)));
  }
  /** Moves the current row and extends the selection. */
  stepSelecting(by: 1 | -1): void {
    const from = this.store.currentId();
    this.step(by);
    const to = this.store.currentId();
    if (to !== null) this.store.selection.extendTo(to, from);
  }
  focusCurrent(): void {
    const index = this.indexOfCurrent();
    if (index >= 0) this.moveTo(index);
  }

  protected trackById(_: number, ticket: Ticket): number {
    return ticket.id;
  }
  protected activate(ticket: Ticket): void {
    this.store.currentId.set(ticket.id);
    if (!this.preview.shown()) this.open.emit(ticket);
  }
  protected selectRange(ticket: Ticket): void {
    this.store.selection.extendTo(ticket.id, this.store.currentId());
    this.store.currentId.set(ticket.id);
  }

  private indexOfCurrent(): number {
    const id = this.store.currentId();
    return id === null ? -1 : this.list.indexOf(id);
  }
  private moveTo(index: number): void {
    const ticket = this.list.tickets()[index];
    if (!ticket) return;
    this.store.currentId.set(ticket.id);
    const [height, viewportHeight] = [this.rowHeight(), this.viewport().getViewportSize()];
    const offset = this.viewport().measureScrollOffset();
    const lowest = (index + 1) * height - viewportHeight;
    if (index * height < offset) this.scrollTo(index * height);
    else if (lowest > offset) this.scrollTo(lowest);
    this.focusId = ticket.id;
    this.focusPending();
  }
  private focusPending(): void {
    const row = this.rows().find((candidate) => candidate.ticket().id === this.focusId);
    if (!row) return;
    this.focusId = null;
    row.focus();
  }
  private scrollToTop(): void {
    this.anchorRow = null;
    this.scrollTo(0);
  }
  private scrollTo(offset: number): void {
    this.viewport().scrollToOffset(offset);
  }

  private observeViewport(): void {
    const viewport = this.viewport();
    const initialOffset = this.store.scrollOffset;
    const scrolled = viewport.elementScrolled().subscribe(() => this.onScroll());
    let restored = initialOffset === 0;
    const rendered = viewport.renderedRangeStream.subscribe((range) => {
      this.list.visibleRange.set(range);
      void this.list
        .refreshVisible()
        .catch((error: unknown) => this.toasts.showError($localize`The list may be out of date`, error));
      if (restored) return;
      restored = true;
      afterNextRender(() => this.scrollTo(initialOffset), { injector: this.injector });
    });
    const resizeObserver = new ResizeObserver(() => {
      this.width.set(this.host.nativeElement.clientWidth);
      viewport.checkViewportSize();
    });
    resizeObserver.observe(viewport.elementRef.nativeElement as HTMLElement);
    this.injector.get(DestroyRef).onDestroy(() => {
      scrolled.unsubscribe();
      rendered.unsubscribe();
      resizeObserver.disconnect();
      this.list.visibleRange.set({ start: 0, end: 0 });
    });
  }

  private onScroll(): void {
    this.store.scrollOffset = this.viewport().measureScrollOffset();
    const index = Math.floor(this.store.scrollOffset / this.rowHeight());
    const ticket = this.list.tickets()[index];
    this.anchorRow = ticket && index > 0 ? { id: ticket.id, index } : null;
  }

  /** Keeps the scroll position and the current row when rows are added or removed. */
  private keepScrollPosition(): void {
    const tickets = this.list.tickets();
    const now = this.anchorRow ? this.list.indexOf(this.anchorRow.id) : -1;
    if (this.anchorRow && now >= 0 && now !== this.anchorRow.index) {
      this.scrollTo(this.store.scrollOffset + (now - this.anchorRow.index) * this.rowHeight());
      this.anchorRow = { id: this.anchorRow.id, index: now };
    }
    const id = this.store.currentId();
    const index = this.indexOfCurrent();
    if (index >= 0) this.currentIndex = index;
    if (id === null || index >= 0 || this.currentIndex < 0) return;
    const next = tickets[Math.min(this.currentIndex, tickets.length - 1)];
    this.store.currentId.set(next?.id ?? null);
    // The focused row was removed: focuses the next one once rendered.
    const focused = document.activeElement;
    if (next && (focused === document.body || this.host.nativeElement.contains(focused)))
      this.focusId = next.id;
  }
}
