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
