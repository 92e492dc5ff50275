import { ASPECTS, type FolderResult } from './check-folder.ts';

/** A table with a row for each folder. Shares are of the expectations that the folder has. */
export function reportTable(results: FolderResult[]): string {
  const heading = ['folder', 'messages', 'crashes', 'time-outs', ...ASPECTS];
  const rows = results.map(({ folder, messages, crashes, timeouts, counts }) => [
    folder,
    String(messages),
    String(crashes),
    String(timeouts),
    ...ASPECTS.map((aspect) => share(counts.get(aspect))),
  ]);
  const widths = heading.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]!.length)));
  return [heading, ...rows]
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function share(counts: { met: number; all: number } | undefined): string {
  if (!counts) return '-';
  return `${((100 * counts.met) / counts.all).toFixed(1)} % of ${counts.all}`;
}
