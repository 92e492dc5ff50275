import { readFileSync } from 'node:fs';
import { featuresOf, type Lexicon, lexiconIndex } from '@ticketiq/bundled-model';
import { CATEGORIES } from '#src/vocabulary/category.js';
import { PRIORITIES } from '#src/vocabulary/priority.js';

/** A labelled text with its features. */
export interface Row {
  features: ReadonlySet<string>;
  category: number;
  /** Null if the source has no priorities. */
  priority: number | null;
  /** Rows of a group are left out together for an evaluation: the industry of a text, or the name of another source. */
  group: string;
  source: string;
}

interface Line {
  title?: string;
  description?: string;
  text?: string;
  category: string;
  priority?: string;
  trade?: string;
  source?: string;
}

export const OWN = 'texts';

/** Reads JSON Lines of this project's format (title, description, …) or with `{text, category, source}`. */
export function readRows(file: string | URL, lexicon: Lexicon): Row[] {
  const concepts = lexiconIndex(lexicon);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((json) => {
      const line = JSON.parse(json) as Line;
      return {
        features: featuresOf(line.title ?? '', line.description ?? line.text ?? '', concepts),
        category: indexIn(CATEGORIES, line.category),
        priority: line.priority === undefined ? null : indexIn(PRIORITIES, line.priority),
        group: line.trade ?? line.source ?? OWN,
        source: line.source ?? OWN,
      };
    });
}

function indexIn(values: readonly string[], value: string): number {
  const index = values.indexOf(value);
  if (index < 0) throw new Error(`"${value}" is none of ${values.join(', ')}`);
  return index;
}
