import { IconName } from './icon';
import { Shortcut } from '../core/shortcuts';

export interface Command {
  name: string;
  key?: string;
  icon?: IconName;
  run: (event: KeyboardEvent) => void;
}

/** Commands whose label contains every word of the query, without duplicates. */
export function matchCommands(shortcuts: readonly Shortcut[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const labels = new Set<string>();
  return shortcuts
    .filter(({ searchOnly }) => !searchOnly || words.length > 0)
    .filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    .filter(({ label }) => !labels.has(label) && labels.add(label))
    .map(({ label, key, run }) => ({ name: label, key, run }));
}

/** Parses "#1042" or "1042"; null for other text. */
export function parseTicketNumber(query: string): number | null {
  const [, number] = /^#?(\d{1,9})$/.exec(query) ?? [];
  return number === undefined ? null : Number(number);
}
