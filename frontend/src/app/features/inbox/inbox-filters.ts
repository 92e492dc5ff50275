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
import { Download } from '../../shared/download';
import { Icon } from '../../shared/icon';
import { Choice, PickMany } from '../../shared/pick-many';
import { searchText } from '../../shared/search-text';
import {
  categoryNames,
  priorityNames,
  sortNames,
  statusNames,
  triageStateNames,
} from '../../shared/ticket-terms';
import { assigneeName, Chip, chipsOf } from './filter-chips';
import { exportLink } from './inbox-query';

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
  imports: [Download, PickMany, Icon],
  host: { role: 'search', class: 'block' },
  templateUrl: './inbox-filters.html',
})
export class InboxFilters {
  readonly query = input.required<TicketListQuery>();
  readonly ask = output<QueryChange>();

  protected readonly fields = [
    { name: 'status', label: $localize`Status`, choices: choices(statusNames) },
    { name: 'priority', label: $localize`Priority`, choices: choices(priorityNames) },
    { name: 'category', label: $localize`Category`, choices: choices(categoryNames) },
    { name: 'triage_state', label: $localize`Triage`, choices: choices(triageStateNames) },
  ] as const;
  private readonly agents = inject(Agents);
  private readonly agentName = (id: number) => this.agents.labelOf(id);
  /** The agents, former ones with unresolved tickets, and whoever the address asks for. */
  protected readonly assignees = computed<Choice[]>(() => {
    const known = [...this.agents.all(), ...this.agents.former()].map((each) => String(each.id));
    const values = new Set(['me', 'none', ...known, ...(this.query().assignee ?? [])]);
    return [...values].map((value) => ({ value, name: assigneeName(value, this.agentName) }));
  });
  protected readonly sorts = choices(sortNames);
  protected readonly unfolded = signal(false);
  protected readonly chips = computed(() => chipsOf(this.query(), this.agentName));
  protected readonly csv = computed(() => exportLink(this.query()));
  private readonly csvLink = viewChild.required<ElementRef<HTMLAnchorElement>>('csvLink');

  private readonly active = viewChild<ElementRef<HTMLElement>>('active');
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  private sent: string | null = null;
  private waiting: ReturnType<typeof setTimeout> | undefined;
  /** Follows the address, but never takes back letters that were typed after the address was set. */
  protected readonly typed = linkedSignal<string, string>({
    source: () => this.query().search ?? '',
    computation: (search, before) => (before && search === this.sent ? before.value : search),
  });

  /** As a press of its button does it. */
  exportCsv(): void {
    this.csvLink().nativeElement.click();
  }

  constructor() {
    this.agents.refresh();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.waiting));
    useShortcuts([{ key: '/', does: $localize`Search`, run: () => this.box().nativeElement.select() }]);
  }

  protected search(text: string): void {
    this.typed.set(text);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => {
      this.sent = searchText(text);
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
  protected toggleUnread(): void {
    this.ask.emit({
      query: { ...this.query(), unread: this.query().unread ? undefined : true },
      replace: false,
    });
  }
  protected addTag(box: HTMLInputElement): void {
    const tag = box.value.trim();
    if (!tag) return;
    box.value = '';
    this.pick('tag', [...new Set([...(this.query().tag ?? []), tag])]);
  }
  /** The chip goes; the focus stays among the others, or goes to where one searches. */
  protected drop(chip: Chip): void {
    const at = this.chips().indexOf(chip);
    this.ask.emit({ query: chip.without, replace: false });
    setTimeout(() => {
      const others = this.active()?.nativeElement.querySelectorAll<HTMLElement>('[data-chip]');
      (others?.[Math.min(at, others.length - 1)] ?? this.box().nativeElement).focus();
    });
  }
  protected sort(value: string): void {
    this.ask.emit({ query: { ...this.query(), sort: value as TicketSort }, replace: false });
  }
  protected clear(): void {
    this.ask.emit({ query: { sort: this.query().sort }, replace: false });
    this.box().nativeElement.focus();
  }
}
