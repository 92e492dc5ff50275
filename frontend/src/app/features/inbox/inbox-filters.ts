import {
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  linkedSignal,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Agents } from '../../core/agents';
import { TicketListQuery, TicketSort } from '../../core/api-types';
import { useShortcuts } from '../../core/shortcuts';
import { Icon } from '../../shared/icon';
import { Choice, PickMany } from '../../shared/pick-many';
import {
  categoryNames,
  priorityNames,
  sortNames,
  statusNames,
  triageStateNames,
} from '../../shared/ticket-terms';
import { exportLink, filterCount } from './inbox-query';

const SEARCH_WAIT_MS = 250;

function choices(names: Record<string, string>): Choice[] {
  return Object.entries(names).map(([value, name]) => ({ value, name }));
}

export interface QueryChange {
  query: TicketListQuery;
  /** Letters of a search replace one another in the browser's history; a filter is a step of its own. */
  replace: boolean;
}

@Component({
  selector: 'tiq-inbox-filters',
  imports: [PickMany, Icon],
  host: { role: 'search', class: 'block' },
  templateUrl: './inbox-filters.html',
})
export class InboxFilters {
  readonly query = input.required<TicketListQuery>();
  readonly ask = output<QueryChange>();

  protected readonly fields = [
    { name: 'status', label: 'Status', choices: choices(statusNames) },
    { name: 'priority', label: 'Priority', choices: choices(priorityNames) },
    { name: 'category', label: 'Category', choices: choices(categoryNames) },
    { name: 'triage_state', label: 'Triage', choices: choices(triageStateNames) },
  ] as const;
  private readonly agents = inject(Agents);
  /** The agents, and whoever the address asks for though the list does not know them. */
  protected readonly assignees = computed<Choice[]>(() => {
    const known = this.agents.all().map((each) => ({ value: String(each.id), name: each.name }));
    const asked = this.query().assignee?.[0] ?? '';
    const isKnown = known.some((each) => each.value === asked);
    return /^\d+$/.test(asked) && !isKnown ? [...known, { value: asked, name: `Agent ${asked}` }] : known;
  });
  protected readonly sorts = choices(sortNames);
  protected readonly unfolded = signal(false);
  protected readonly filters = computed(() => filterCount(this.query()));
  protected readonly csv = computed(() => exportLink(this.query()));

  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private sent: string | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  /** Follows the address, but never takes back letters that were typed after the address was set. */
  protected readonly typed = linkedSignal<string, string>({
    source: () => this.query().search ?? '',
    computation: (search, before) => (before && search === this.sent ? before.value : search),
  });

  constructor() {
    this.agents.refresh();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
    useShortcuts([{ key: '/', does: 'Search', run: () => this.box().nativeElement.select() }]);
  }

  protected search(text: string): void {
    this.typed.set(text);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.sent = text.trim();
      this.ask.emit({ query: { ...this.query(), search: this.sent || undefined }, replace: true });
    }, SEARCH_WAIT_MS);
  }
  protected leave(box: HTMLInputElement): void {
    if (box.value) this.search((box.value = ''));
    else box.blur();
  }
  protected pick(name: string, values: string[]): void {
    this.ask.emit({ query: { ...this.query(), [name]: values.length ? values : undefined }, replace: false });
  }
  protected pickAssignee(value: string): void {
    this.pick('assignee', value ? [value] : []);
  }
  protected addTag(box: HTMLInputElement): void {
    const tag = box.value.trim();
    if (!tag) return;
    box.value = '';
    this.pick('tag', [...new Set([...(this.query().tag ?? []), tag])]);
  }
  protected dropTag(tag: string): void {
    this.pick(
      'tag',
      (this.query().tag ?? []).filter((each) => each !== tag),
    );
  }
  protected sort(value: string): void {
    this.ask.emit({ query: { ...this.query(), sort: value as TicketSort }, replace: false });
  }
  protected clear(): void {
    this.ask.emit({ query: { sort: this.query().sort }, replace: false });
  }
}
