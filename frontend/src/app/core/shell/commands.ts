import { IconName } from '../../shared/icon';
import { Shortcut } from '../shortcuts';

export interface Command {
  name: string;
  key?: string;
  icon?: IconName;
  run: (event: KeyboardEvent) => void;
}

/** What the page offers, each once, that has every word of what was typed in its name. */
export function commandsFor(shortcuts: readonly Shortcut[], typed: string): Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const seen = new Set<string>();
  return shortcuts
    .filter(({ onlySearched }) => !onlySearched || words.length > 0)
    .filter(({ does }) => words.every((word) => does.toLowerCase().includes(word)))
    .filter(({ does }) => !seen.has(does) && seen.add(does))
    .map(({ does, key, run }) => ({ name: does, key, run }));
}

/** "#1042" or "1042"; null where something else was typed. */
export function ticketNumber(typed: string): number | null {
  const [, number] = /^#?(\d{1,9})$/.exec(typed) ?? [];
  return number === undefined ? null : Number(number);
}
