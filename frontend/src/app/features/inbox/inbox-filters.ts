import {
  Component,
  computed,
  DestroyRef,
  effect,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { AgentsStore } from '../../core/agents-store';
import { TicketListQuery, TicketSort } from '../../core/api-types';
import { TeamsStore } from '../../core/teams-store';
import { ReferenceNames } from '../../core/reference-names';
import { TopicsStore } from '../../core/topics-store';
import { useShortcuts } from '../../core/shortcuts';
import { AuthenticatedDownload } from '../../shared/authenticated-download';
import { Icon } from '../../shared/icon';
import { SelectOption, MultiSelect } from '../../shared/multi-select';
import { toSearchQuery } from '../../shared/search-query';
import {
  categoryNames,
  priorityNames,
  sortNames,
  statusNames,
  triageStateNames,
} from '../../core/ticket-labels';
import { assigneeName, FilterChip, toFilterChips } from './filter-chips';
import { exportUrl } from './inbox-query';
import { Button } from '../../shared/button';
import { ShortcutTitle } from '../../shared/shortcut-hint';

const SEARCH_DEBOUNCE_MS = 250;

function toOptions(names: Record<string, string>): SelectOption[] {
  return Object.entries(names).map(([value, name]) => ({ value, label: name }));
}

export interface QueryChange {
  query: TicketListQuery;
  /** Whether to replace the history entry. Typing in the search replaces it; filters add one. */
  replace: boolean;
}

@Component({
  selector: 'tiq-inbox-filters',
  imports: [AuthenticatedDownload, Button, Icon, MultiSelect, ShortcutTitle],
  host: { role: 'search', class: 'block' },
  templateUrl: './inbox-filters.html',
})
export class InboxFilters {
  readonly query = input.required<TicketListQuery>();
  readonly queryChange = output<QueryChange>();

  protected readonly filters = [
    { name: 'status', label: $localize`Status`, choices: toOptions(statusNames) },
    { name: 'priority', label: $localize`Priority`, choices: toOptions(priorityNames) },
    { name: 'category', label: $localize`Category`, choices: toOptions(categoryNames) },
    { name: 'triage_state', label: $localize`Triage`, choices: toOptions(triageStateNames) },
  ] as const;
  private readonly agents = inject(AgentsStore);
  private readonly topics = inject(TopicsStore);
  private readonly references = inject(ReferenceNames);
  private readonly topicName = (value: string) =>
    value === 'none' ? $localize`No topic` : this.topics.nameOf(Number(value));
  /** All topics and those in the URL. Empty for a team without topics. */
  protected readonly topicOptions = computed<SelectOption[]>(() => {
    const ids = (this.topics.all() ?? []).map(({ id }) => String(id));
    const values = new Set([...ids, ...(this.query().topic ?? [])]);
    if (!values.size) return [];
    return [...new Set(['none', ...values])].map((value) => ({ value, label: this.topicName(value) }));
  });
  private readonly agentName = (id: number) => this.agents.labelOf(id);
  /** Active agents, former agents with unresolved tickets, and agents in the URL. */
  protected readonly assigneeOptions = computed<SelectOption[]>(() => {
    const agentIds = [...this.agents.active(), ...this.agents.former()].map((agent) => String(agent.id));
    const values = new Set(['me', 'none', ...agentIds, ...(this.query().assignee ?? [])]);
    return [...values].map((value) => ({ value, label: assigneeName(value, this.agentName) }));
  });
  protected readonly teams = inject(TeamsStore);
  private readonly teamName = (id: number) => this.teams.nameOf(id);
  protected readonly teamOptions = computed<SelectOption[]>(() =>
    (this.teams.all() ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
  );
  protected readonly selectedTeams = computed(() => (this.query().team ?? []).map(String));
  protected readonly sorts = toOptions(sortNames);
  protected readonly expanded = signal(false);
  protected readonly chips = computed(() =>
    toFilterChips(
      ...([this.query(), this.agentName, this.teamName, this.topicName] as const),
      (id) => this.references.nameOf('organization', id),
      (id) => this.references.nameOf('requester', id),
    ),
  );
  protected readonly exportUrl = computed(() => exportUrl(this.query()));
  private readonly csvLink = viewChild.required<ElementRef<HTMLAnchorElement>>('csvLink');

  private readonly chipList = viewChild<ElementRef<HTMLElement>>('active');
  private readonly searchInput = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private lastSearch: string | null = null;
  private debounceTimer: ReturnType<typeof setTimeout> | undefined;
  /** Follows the URL without overwriting text typed since the last navigation. */
  protected readonly searchText = linkedSignal<string, string>({
    source: () => this.query().search ?? '',
    computation: (search, before) => (before && search === this.lastSearch ? before.value : search),
  });

  /** Clicks the link, which handles the session. */
  exportCsv(): void {
    this.csvLink().nativeElement.click();
  }

  constructor() {
    this.agents.refresh();
    void this.teams.load();
    void this.topics.load();
    effect(() => {
      const { organization = [], requester = [] } = this.query();
      untracked(() => {
        this.references.load('organization', organization);
        this.references.load('requester', requester);
      });
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.debounceTimer));
    useShortcuts([
      { key: '/', label: $localize`Search`, run: () => this.searchInput().nativeElement.select() },
    ]);
  }

  protected search(text: string): void {
    this.searchText.set(text);
    clearTimeout(this.debounceTimer);
    this.debounceTimer = setTimeout(() => {
      this.lastSearch = toSearchQuery(text);
      this.queryChange.emit({
        query: { ...this.query(), search: this.lastSearch || undefined },
        replace: true,
      });
    }, SEARCH_DEBOUNCE_MS);
  }
  protected onEscape(box: HTMLInputElement): void {
    if (box.value) this.search((box.value = ''));
    else box.blur();
  }
  protected setFilter(name: string, values: string[]): void {
    this.queryChange.emit({
      query: { ...this.query(), [name]: values.length ? values : undefined },
      replace: false,
    });
  }
  protected setTeams(values: string[]): void {
    this.queryChange.emit({
      query: { ...this.query(), team: values.length ? values.map(Number) : undefined },
      replace: false,
    });
  }
  protected toggleUnread(): void {
    this.queryChange.emit({
      query: { ...this.query(), unread: this.query().unread ? undefined : true },
      replace: false,
    });
  }
  protected toggleSnoozed(): void {
    this.queryChange.emit({
      query: { ...this.query(), snoozed: this.query().snoozed ? undefined : true },
      replace: false,
    });
  }
  protected addTag(box: HTMLInputElement): void {
    const tag = box.value.trim();
    if (!tag) return;
    box.value = '';
    this.setFilter('tag', [...new Set([...(this.query().tag ?? []), tag])]);
  }
  /** Moves the focus to the next chip, or to the search field if there is none. */
  protected removeChip(chip: FilterChip): void {
    const index = this.chips().indexOf(chip);
    this.queryChange.emit({ query: chip.queryWithout, replace: false });
    setTimeout(() => {
      const remainingChips = this.chipList()?.nativeElement.querySelectorAll<HTMLElement>('[data-chip]');
      (
        remainingChips?.[Math.min(index, remainingChips.length - 1)] ?? this.searchInput().nativeElement
      ).focus();
    });
  }
  protected sort(value: string): void {
    this.queryChange.emit({ query: { ...this.query(), sort: value as TicketSort }, replace: false });
  }
  protected clearAll(): void {
    this.queryChange.emit({ query: { sort: this.query().sort }, replace: false });
    this.searchInput().nativeElement.focus();
  }
}
