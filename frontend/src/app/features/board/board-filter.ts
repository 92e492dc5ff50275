import { TicketCategory } from '../../core/api-types';
import { toSearchQuery } from '../../shared/search-query';
import { categories } from '../../core/ticket-labels';
import { LaneKind, LANE_KINDS } from './board-cell-key';

export interface BoardFilter {
  search?: string;
  category?: TicketCategory[];
  /** `me`, `none` or an agent id. Ignored with assignee lanes. */
  assignee?: string;
  /** A team id. Ignored with team lanes. */
  team?: number;
}

const STORAGE_KEY = 'ticketiq.board-lanes';

/** Lanes from the URL, otherwise the last selected ones. */
export function parseLaneKind(param: string | null): LaneKind {
  const candidates = [param, localStorage.getItem(STORAGE_KEY)];
  return candidates.map((candidate) => LANE_KINDS.find((kind) => kind === candidate)).find(Boolean) ?? 'none';
}
export function storeLaneKind(kind: LaneKind): void {
  localStorage.setItem(STORAGE_KEY, kind);
}

export function parseBoardFilter(param: (name: string) => string | null, kind: LaneKind): BoardFilter {
  const category = categories.filter((value) => (param('category') ?? '').split(',').includes(value));
  const assignee = param('assignee') ?? '';
  const team = param('team') ?? '';
  return {
    search: toSearchQuery(param('search') ?? '') || undefined,
    category: category.length ? category : undefined,
    assignee: kind !== 'assignee' && /^(me|none|\d+)$/.test(assignee) ? assignee : undefined,
    team: kind !== 'team' && /^[1-9]\d{0,9}$/.test(team) ? Number(team) : undefined,
  };
}

export function toBoardParams({
  search,
  category,
  assignee,
  team,
}: BoardFilter): Record<string, string | null> {
  return {
    search: search ?? null,
    category: category?.join(',') || null,
    assignee: assignee ?? null,
    team: team === undefined ? null : String(team),
  };
}
