import { TicketCategory } from '../../core/api-types';
import { searchText } from '../../shared/search-text';
import { categories } from '../../shared/ticket-terms';
import { LaneKind, laneKinds } from './board-places';

export interface BoardFilter {
  search?: string;
  category?: TicketCategory[];
  /** `me`, `none` or an agent's id. Not asked for where the lanes are people. */
  assignee?: string;
}

const STORED_AS = 'ticketiq.board-lanes';

/** The address says it; where it says nothing, what was chosen last. */
export function lanesFrom(param: string | null): LaneKind {
  const wanted = [param, localStorage.getItem(STORED_AS)];
  return wanted.map((each) => laneKinds.find((kind) => kind === each)).find(Boolean) ?? 'none';
}
export function rememberLanes(kind: LaneKind): void {
  localStorage.setItem(STORED_AS, kind);
}

export function filterFrom(param: (name: string) => string | null, kind: LaneKind): BoardFilter {
  const category = categories.filter((each) => (param('category') ?? '').split(',').includes(each));
  const assignee = param('assignee') ?? '';
  return {
    search: searchText(param('search') ?? '') || undefined,
    category: category.length ? category : undefined,
    assignee: kind !== 'assignee' && /^(me|none|\d+)$/.test(assignee) ? assignee : undefined,
  };
}

export function paramsFrom({ search, category, assignee }: BoardFilter): Record<string, string | null> {
  return { search: search ?? null, category: category?.join(',') || null, assignee: assignee ?? null };
}
