import { HistoryEntry, Message } from '../../core/api-types';
import { isOnlyMessage } from './history-words';

export type TimelineItem =
  | { kind: 'message'; at: string; key: string; message: Message }
  | { kind: 'change'; at: string; key: string; entry: HistoryEntry };

/** What was said and what was done, in the order in which it happened. */
export function timeline(messages: readonly Message[], history: readonly HistoryEntry[]): TimelineItem[] {
  const items: TimelineItem[] = [
    ...messages.map((message) => ({
      kind: 'message' as const,
      at: message.created_at,
      key: `m${message.id}`,
      message,
    })),
    ...history
      .filter((entry) => !isOnlyMessage(entry))
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
  /** A run of changes: what is folded away, and the last one, which tells how it now stands. */
  | { kind: 'changes'; key: string; folded: readonly Change[]; last: Change };
type Change = Extract<TimelineItem, { kind: 'change' }>;

/** A run longer than this would hide what was said. */
const SHORT_RUN = 3;

/** As it is shown: each day by its name, and long runs of changes folded. */
export function inBlocks(items: readonly TimelineItem[]): TimelineBlock[] {
  const blocks: TimelineBlock[] = [];
  let run: Change[] = [];
  let day = '';
  const endRun = () => {
    const folded = run.length > SHORT_RUN ? run.slice(0, -1) : [];
    for (const last of run.slice(folded.length))
      blocks.push({ kind: 'changes', key: last.key, folded, last });
    run = [];
  };
  for (const item of items) {
    const its = new Date(item.at).toDateString();
    if (its !== day) {
      endRun();
      blocks.push({ kind: 'day', key: its, at: item.at });
      day = its;
    }
    if (item.kind === 'change') run.push(item);
    else {
      endRun();
      blocks.push(item);
    }
  }
  endRun();
  return blocks;
}
