import type { FileRow, FileShape } from './file-rows.js';
import type { TicketFields } from './dto/imported-ticket.dto.js';
import { CSV_COLUMNS, fromCsvCells, fromJsonLine } from './native-formats.js';
import { fromZammad, ZAMMAD_COLUMNS } from './zammad.js';
import { fromZendesk } from './zendesk.js';

export const FORMATS = ['csv', 'jsonl', 'zendesk', 'zammad'] as const;
export type Format = (typeof FORMATS)[number];

export const MAPPINGS: Readonly<Record<Format, (value: FileRow['value'], now: Date) => TicketFields>> = {
  csv: fromCsvCells,
  jsonl: fromJsonLine,
  zendesk: fromZendesk,
  zammad: (value, now) =>
    fromZammad(
      Object.fromEntries(Object.entries(value).map(([name, cell]) => [ZAMMAD_COLUMNS[name] ?? name, cell])),
      now,
    ),
};

/** Detects the source of a row by field names specific to it; undefined if unknown. */
export function formatOf({ value }: FileRow, shape: FileShape): Format | undefined {
  const has = (...names: string[]): boolean => names.every((name) => name in value);
  if (has('subject', 'status') && shape !== 'csv') return 'zendesk';
  if (has('title', 'state')) return 'zammad';
  if (shape === 'csv') return 'csv';
  return has('title', 'description') ? 'jsonl' : undefined;
}

/** Required columns of a table that are missing. */
export function missingColumns({ value }: FileRow): string[] {
  return ['title', 'description'].filter((name) => !(name in value));
}

/** Columns of a table that the import ignores. */
export function unknownColumns({ value }: FileRow): string[] {
  return Object.keys(value).filter((name) => !(CSV_COLUMNS as readonly string[]).includes(name));
}
