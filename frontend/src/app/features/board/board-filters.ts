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
import { AgentsStore } from '../../core/agents-store';
import { TicketCategory } from '../../core/api-types';
import { TeamsStore } from '../../core/teams-store';
import { useShortcuts } from '../../core/shortcuts';
import { Icon } from '../../shared/icon';
import { SelectOption, MultiSelect } from '../../shared/multi-select';
import { toSearchQuery } from '../../shared/search-query';
import { categories, categoryNames } from '../../core/ticket-labels';
import { BoardFilter } from './board-filter';
import { LaneKind } from './board-cell-key';
import { Button } from '../../shared/button';
import { ShortcutTitle } from '../../shared/shortcut-hint';

const SEARCH_DEBOUNCE_MS = 250;

@Component({
  selector: 'tiq-board-filters',
  imports: [Button, Icon, MultiSelect, ShortcutTitle],
  host: { role: 'search', class: 'contents' },
  template: `<button
      type="button"
      tiqButton
      class="ms-auto md:hidden"
      aria-label="Filters"
      i18n-aria-label
      [attr.aria-expanded]="expanded()"
      (click)="expanded.set(!expanded())"
    >
      <tiq-icon name="filter" />{{ activeCount() || '' }}
    </button>
    <div
      class="flex flex-wrap items-center gap-2 max-md:order-last max-md:w-full md:ms-auto"
      [class.max-md:hidden]="!expanded()"
    >
      <input
        #box
        type="search"
        class="input min-h-8 w-52 py-0 text-sm"
        [value]="filter().search ?? ''"
        (input)="search(box.value)"
        (keydown.escape)="onEscape(box)"
        placeholder="Search the board"
        i18n-placeholder
        aria-label="Search the board"
        i18n-aria-label
        title="Search"
        tiqShortcut="/"
        i18n-title
      />
      <tiq-multi-select
        label="Category"
        i18n-label
        [options]="categoryOptions"
        [selected]="filter().category ?? []"
        (selectedChange)="setCategories($event)"
      />
      @if (lanes() !== 'assignee') {
        <label i18n class="sr-only" for="board-assignee">Assignee</label>
        <select
          #who
          id="board-assignee"
          class="input min-h-8 w-auto max-w-40 py-0 text-sm"
          (focus)="agents.refresh()"
          (change)="filterChange.emit({ ...filter(), assignee: who.value || undefined })"
        >
          @let chosen = filter().assignee ?? '';
          <option i18n value="" [selected]="chosen === ''">All assignees</option>
          <option i18n value="me" [selected]="chosen === 'me'">Assigned to me</option>
          <option i18n value="none" [selected]="chosen === 'none'">Unassigned</option>
          @for (agent of agents.active(); track agent.id) {
            <option [value]="agent.id" [selected]="chosen === '' + agent.id">{{ agent.name }}</option>
          }
          @for (agent of agents.former(); track agent.id) {
            <option [value]="agent.id" [selected]="chosen === '' + agent.id">
              {{ agents.labelOf(agent.id) }}
            </option>
          }
        </select>
      }
      @if (teams.isShown() && lanes() !== 'team') {
        <label i18n class="sr-only" for="board-team">Team</label>
        <select
          #team
          id="board-team"
          class="input min-h-8 w-auto max-w-40 py-0 text-sm"
          (change)="setTeam(team.value)"
        >
          <option i18n value="" [selected]="!filter().team">All teams</option>
          @for (each of teams.all(); track each.id) {
            <option [value]="each.id" [selected]="filter().team === each.id">{{ each.name }}</option>
          }
        </select>
      }
      @if (activeCount()) {
        <button i18n type="button" tiqButton="ghost" (click)="clear()">Clear filters</button>
      }
    </div>`,
})
export class BoardFilters {
  readonly filter = input.required<BoardFilter>();
  readonly lanes = input.required<LaneKind>();
  readonly filterChange = output<BoardFilter>();
  protected readonly agents = inject(AgentsStore);
  protected readonly teams = inject(TeamsStore);
  protected readonly expanded = signal(false);
  protected readonly activeCount = computed(() => Object.values(this.filter()).filter(Boolean).length);
  protected readonly categoryOptions: SelectOption[] = categories.map((value) => ({
    value,
    label: categoryNames[value],
  }));
  private readonly searchInput = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private debounceTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.agents.refresh();
    void this.teams.load();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.debounceTimer));
    useShortcuts([{ key: '/', label: $localize`Search`, run: () => this.focusSearch() }]);
  }

  protected search(text: string): void {
    clearTimeout(this.debounceTimer);
    this.debounceTimer = setTimeout(
      () => this.filterChange.emit({ ...this.filter(), search: toSearchQuery(text) || undefined }),
      SEARCH_DEBOUNCE_MS,
    );
  }
  protected onEscape(box: HTMLInputElement): void {
    if (box.value) this.search((box.value = ''));
    else box.blur();
  }
  protected setCategories(values: string[]): void {
    const category = values as TicketCategory[];
    this.filterChange.emit({ ...this.filter(), category: category.length ? category : undefined });
  }
  protected setTeam(id: string): void {
    this.filterChange.emit({ ...this.filter(), team: id ? Number(id) : undefined });
  }
  protected clear(): void {
    this.filterChange.emit({});
    this.focusSearch();
  }
  private focusSearch(): void {
    this.expanded.set(true);
    setTimeout(() => this.searchInput().nativeElement.select());
  }
}
