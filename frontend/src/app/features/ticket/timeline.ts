import { TicketHistoryEntry, Message } from '../../core/api-types';
import { isMessageOnly } from './history-labels';

export type TimelineItem =
  | { kind: 'message'; at: string; key: string; message: Message }
  | { kind: 'change'; at: string; key: string; entry: TicketHistoryEntry };

/** Merges messages and history entries in chronological order. */
export function mergeTimeline(
  messages: readonly Message[],
  history: readonly TicketHistoryEntry[],
): TimelineItem[] {
  const items: TimelineItem[] = [
    ...messages.map((message) => ({
      kind: 'message' as const,
      at: message.created_at,
      key: `m${message.id}`,
      message,
    })),
    ...history
      .filter((entry) => !isMessageOnly(entry))
      .map((entry) => ({
        kind: 'change' as const,
        at: entry.at,
        key: `h${entry.at}${Object.keys(entry.changes).join()}`,
        entry,
      })),
  ];
  return items.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

export type TimelineBlock =
  | { kind: 'day'; key: string; at: string }
  | Extract<TimelineItem, { kind: 'message' }>
  /** A run of changes: folded changes, and the last one with the current state. */
  | { kind: 'changes'; key: string; folded: readonly TimelineChange[]; last: TimelineChange };
type TimelineChange = Extract<TimelineItem, { kind: 'change' }>;

/** Longer runs are folded, so that they don't hide messages. */
const MAX_UNFOLDED_CHANGES = 3;

/** Groups items by day and folds long runs of changes. */
export function toTimelineBlocks(items: readonly TimelineItem[]): TimelineBlock[] {
  const blocks: TimelineBlock[] = [];
  let changes: TimelineChange[] = [];
  let day = '';
  const flushChanges = () => {
    const folded = changes.length > MAX_UNFOLDED_CHANGES ? changes.slice(0, -1) : [];
    for (const last of changes.slice(folded.length))
      blocks.push({ kind: 'changes', key: last.key, folded, last });
    changes = [];
  };
  for (const item of items) {
    const itemDay = new Date(item.at).toDateString();
    if (itemDay !== day) {
      flushChanges();
      blocks.push({ kind: 'day', key: itemDay, at: item.at });
      day = itemDay;
    }
    if (item.kind === 'change') changes.push(item);
    else {
      flushChanges();
      blocks.push(item);
    }
  }
  flushChanges();
  return blocks;
}
