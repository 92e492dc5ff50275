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
  output,
  signal,
  untracked,
  viewChild,
  viewChildren,
} from '@angular/core';
import { Ticket } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { Icon } from '../../shared/icon';
import { count } from '../../shared/total-words';
import { InboxChanges } from './inbox-changes';
import { InboxRow } from './inbox-row';
import { InboxStore } from './inbox-store';
import { PreviewChoice } from './preview-choice';
import { rowHeightRem } from './row-height';

/** So many rows before the last one that is loaded, the next page is asked for. */
const AHEAD = 60;

/** The rows that are in sight, of as many as there are; what comes next is read before it is reached. */
@Component({
  selector: 'tiq-inbox-list',
  imports: [CdkVirtualScrollViewport, CdkFixedSizeVirtualScroll, CdkVirtualForOf, Icon, InboxRow],
  templateUrl: './inbox-list.html',
  host: { class: 'flex min-h-0 min-w-0 flex-1 flex-col' },
})
export class InboxList {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly injector = inject(Injector);
  private readonly toasts = inject(Toasts);
  private readonly preview = inject(PreviewChoice);
  protected readonly store = inject(InboxStore);
  protected readonly changes = inject(InboxChanges);
  protected readonly list = this.store.list;
  readonly open = output<Ticket>();
  readonly pickTag = output<string>();

  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly rows = viewChildren(InboxRow);
  private readonly rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
  private readonly width = signal(this.rem * 80);
  private readonly searched = computed(() => this.list.tickets()[0]?.match !== undefined);
  protected readonly rowHeight = computed(
    () => this.rem * rowHeightRem(this.width() / this.rem, this.searched()),
  );
  protected readonly loaded = computed(() => count(this.list.tickets().length));
  /** -1 says that nobody has counted so far. */
  protected readonly setSize = computed(() => {
    const total = this.list.total();
    const loaded = this.list.tickets().length;
    if (!this.list.nextCursor()) return loaded;
    return total?.relation === 'eq' ? Math.max(total.value, loaded) : -1;
  });

  /** The row at the top of the sight, which stays there whatever comes and goes above it. */
  private top: { id: number; index: number } | null = null;
  private currentIndex = -1;
  private toFocus: number | null = null;

  constructor() {
    afterNextRender(() => this.follow());
    effect(() => {
      this.list.tickets();
      untracked(() => this.keepPlace());
    });
    effect(() => {
      const end = this.list.shown()?.end ?? 0;
      if (end < this.list.tickets().length - AHEAD || !this.list.nextCursor()) return;
      if (!this.list.loadingMore() && !this.store.moreProblem()) untracked(() => void this.store.more());
    });
    let begun = this.store.begun();
    effect(() => {
      if (this.store.begun() === begun) return;
      begun = this.store.begun();
      untracked(() => this.toTop());
    });
    effect(() => {
      const height = this.rowHeight();
      untracked(() => this.top && this.scrollTo(this.top.index * height));
    });
    effect(() => {
      const id = this.store.currentId();
      untracked(() => (this.currentIndex = id === null ? -1 : this.list.indexOf(id)));
    });
    effect(() => {
      this.rows();
      untracked(() => this.focusWanted());
    });
  }

  step(by: 1 | -1): void {
    const last = this.list.tickets().length - 1;
    const at = this.indexOfCurrent();
    const next = at < 0 ? Math.ceil(this.store.offset / this.rowHeight()) : at + by;
    this.reach(Math.min(last, Math.max(0, next)));
  }
  /** The way there is chosen as well. */
  stepChoosing(by: 1 | -1): void {
    const from = this.store.currentId();
    this.step(by);
    const to = this.store.currentId();
    if (to !== null) this.store.selection.reach(to, from);
  }
  focusCurrent(): void {
    const at = this.indexOfCurrent();
    if (at >= 0) this.reach(at);
  }

  protected byId(_: number, ticket: Ticket): number {
    return ticket.id;
  }
  protected go(ticket: Ticket): void {
    this.store.currentId.set(ticket.id);
    if (!this.preview.shown()) this.open.emit(ticket);
  }
  protected pickRange(ticket: Ticket): void {
    this.store.selection.reach(ticket.id, this.store.currentId());
    this.store.currentId.set(ticket.id);
  }

  private indexOfCurrent(): number {
    const id = this.store.currentId();
    return id === null ? -1 : this.list.indexOf(id);
  }
  private reach(index: number): void {
    const ticket = this.list.tickets()[index];
    if (!ticket) return;
    this.store.currentId.set(ticket.id);
    const [height, seen] = [this.rowHeight(), this.viewport().getViewportSize()];
    const offset = this.viewport().measureScrollOffset();
    const lowest = (index + 1) * height - seen;
    if (index * height < offset) this.scrollTo(index * height);
    else if (lowest > offset) this.scrollTo(lowest);
    this.toFocus = ticket.id;
    this.focusWanted();
  }
  private focusWanted(): void {
    const row = this.rows().find((each) => each.ticket().id === this.toFocus);
    if (!row) return;
    this.toFocus = null;
    row.focus();
  }
  private toTop(): void {
    this.top = null;
    this.scrollTo(0);
  }
  private scrollTo(offset: number): void {
    this.viewport().scrollToOffset(offset);
  }

  private follow(): void {
    const viewport = this.viewport();
    const place = this.store.offset;
    const scrolled = viewport.elementScrolled().subscribe(() => this.onScroll());
    let placed = place === 0;
    const rendered = viewport.renderedRangeStream.subscribe((range) => {
      this.list.shown.set(range);
      void this.list
        .freshen()
        .catch((error: unknown) => this.toasts.failure($localize`The list may be out of date`, error));
      if (placed) return;
      placed = true;
      afterNextRender(() => this.scrollTo(place), { injector: this.injector });
    });
    const resized = new ResizeObserver(() => {
      this.width.set(this.host.nativeElement.clientWidth);
      viewport.checkViewportSize();
    });
    resized.observe(viewport.elementRef.nativeElement as HTMLElement);
    this.injector.get(DestroyRef).onDestroy(() => {
      scrolled.unsubscribe();
      rendered.unsubscribe();
      resized.disconnect();
      this.list.shown.set({ start: 0, end: 0 });
    });
  }

  private onScroll(): void {
    this.store.offset = this.viewport().measureScrollOffset();
    const index = Math.floor(this.store.offset / this.rowHeight());
    const ticket = this.list.tickets()[index];
    this.top = ticket && index > 0 ? { id: ticket.id, index } : null;
  }

  /** Rows came or went: what is in sight stays where it is, and the keys stay where they were. */
  private keepPlace(): void {
    const tickets = this.list.tickets();
    const now = this.top ? this.list.indexOf(this.top.id) : -1;
    if (this.top && now >= 0 && now !== this.top.index) {
      this.scrollTo(this.store.offset + (now - this.top.index) * this.rowHeight());
      this.top = { id: this.top.id, index: now };
    }
    const id = this.store.currentId();
    const at = this.indexOfCurrent();
    if (at >= 0) this.currentIndex = at;
    if (id === null || at >= 0 || this.currentIndex < 0) return;
    const next = tickets[Math.min(this.currentIndex, tickets.length - 1)];
    this.store.currentId.set(next?.id ?? null);
    // The focus goes with its row, and is to be at the next.
    const focused = document.activeElement;
    if (next && (focused === document.body || this.host.nativeElement.contains(focused)))
      this.toFocus = next.id;
  }
}
