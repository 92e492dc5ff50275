import {
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Agents } from '../../core/agents';
import { TicketCategory } from '../../core/api-types';
import { useShortcuts } from '../../core/shortcuts';
import { Icon } from '../../shared/icon';
import { Choice, PickMany } from '../../shared/pick-many';
import { searchText } from '../../shared/search-text';
import { categories, categoryNames } from '../../shared/ticket-terms';
import { BoardFilter } from './board-filter';
import { LaneKind } from './board-places';

const SEARCH_WAIT_MS = 250;

@Component({
  selector: 'tiq-board-filters',
  imports: [Icon, PickMany],
  host: { role: 'search', class: 'contents' },
  template: `<button
      type="button"
      class="btn ms-auto md:hidden"
      aria-label="Filters"
      i18n-aria-label
      [attr.aria-expanded]="unfolded()"
      (click)="unfolded.set(!unfolded())"
    >
      <tiq-icon name="filter" />{{ chosen() || '' }}
    </button>
    <div
      class="flex flex-wrap items-center gap-2 max-md:order-last max-md:w-full md:ms-auto"
      [class.max-md:hidden]="!unfolded()"
    >
      <input
        #box
        type="search"
        class="input min-h-8 w-52 py-0 text-[length:var(--text-sm)]"
        [value]="filter().search ?? ''"
        (input)="search(box.value)"
        (keydown.escape)="leave(box)"
        placeholder="Search the board"
        i18n-placeholder
        aria-label="Search the board"
        i18n-aria-label
        title="Search (/)"
        i18n-title
      />
      <tiq-pick-many
        label="Category"
        i18n-label
        [choices]="categoryChoices"
        [chosen]="filter().category ?? []"
        (pick)="pickCategory($event)"
      />
      @if (lanes() !== 'assignee') {
        <label i18n class="sr-only" for="board-assignee">Assignee</label>
        <select
          #who
          id="board-assignee"
          class="input min-h-8 w-auto max-w-40 py-0 text-[length:var(--text-sm)]"
          (focus)="agents.refresh()"
          (change)="ask.emit({ ...filter(), assignee: who.value || undefined })"
        >
          @let chosen = filter().assignee ?? '';
          <option i18n value="" [selected]="chosen === ''">All assignees</option>
          <option i18n value="me" [selected]="chosen === 'me'">Assigned to me</option>
          <option i18n value="none" [selected]="chosen === 'none'">Unassigned</option>
          @for (agent of agents.all(); track agent.id) {
            <option [value]="agent.id" [selected]="chosen === '' + agent.id">{{ agent.name }}</option>
          }
          @for (agent of agents.former(); track agent.id) {
            <option [value]="agent.id" [selected]="chosen === '' + agent.id">
              {{ agents.labelOf(agent.id) }}
            </option>
          }
        </select>
      }
      @if (chosen()) {
        <button i18n type="button" class="btn btn-ghost" (click)="clear()">Clear filters</button>
      }
    </div>`,
})
export class BoardFilters {
  readonly filter = input.required<BoardFilter>();
  readonly lanes = input.required<LaneKind>();
  readonly ask = output<BoardFilter>();
  protected readonly agents = inject(Agents);
  protected readonly unfolded = signal(false);
  protected readonly chosen = computed(() => Object.values(this.filter()).filter(Boolean).length);
  protected readonly categoryChoices: Choice[] = categories.map((value) => ({
    value,
    name: categoryNames[value],
  }));
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.agents.refresh();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
    useShortcuts([{ key: '/', does: $localize`Search`, run: () => this.toSearch() }]);
  }

  protected search(text: string): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(
      () => this.ask.emit({ ...this.filter(), search: searchText(text) || undefined }),
      SEARCH_WAIT_MS,
    );
  }
  protected leave(box: HTMLInputElement): void {
    if (box.value) this.search((box.value = ''));
    else box.blur();
  }
  protected pickCategory(values: string[]): void {
    const category = values as TicketCategory[];
    this.ask.emit({ ...this.filter(), category: category.length ? category : undefined });
  }
  protected clear(): void {
    this.ask.emit({});
    this.toSearch();
  }
  private toSearch(): void {
    this.unfolded.set(true);
    setTimeout(() => this.box().nativeElement.select());
  }
}
