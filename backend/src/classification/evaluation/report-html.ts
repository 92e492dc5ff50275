import type { EvaluationComparison, Evaluation, TargetMetrics } from './evaluation.js';
import { costLine, ms, probability, ratio, verdictOf } from './report-text.js';

export interface EvaluationReport {
  /** Description of the run: input file, date and sample. */
  about: string;
  evaluations: readonly Evaluation[];
  comparisons: readonly EvaluationComparison[];
}

/** Renders a self-contained page without external resources. All names are escaped. */
export function htmlReport({ about, evaluations, comparisons }: EvaluationReport): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>How well tickets are triaged</title>
<style>
:root { color-scheme: light dark; --bar: light-dark(#2f6fab, #7db2e8); --line: light-dark(#8a8a8a, #909090); }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { padding: .25rem .75rem; text-align: end; border-bottom: 1px solid var(--line); }
th:first-child, td:first-child { text-align: start; }
figure { display: inline-block; margin: 1rem 2rem 1rem 0; vertical-align: top; }
svg { font: 12px system-ui, sans-serif; fill: currentColor; max-width: 100%; height: auto; }
</style>
</head>
<body>
<h1>How well tickets are triaged</h1>
<p>${escape(about)}</p>
${evaluations.map(section).join('\n')}
${evaluations.length > 1 ? comparison(evaluations, comparisons) : ''}
</body>
</html>
`;
}

/** Escapes text for elements and for attributes in double quotes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function section(evaluation: Evaluation): string {
  const { name, rows, answered, abstained, failures, latencyMs } = evaluation;
  const targets = evaluation.targets.filter((target) => target.rows > 0);
  return `<section>
<h2>${escape(name)}</h2>
${table([
  ['', 'rows', 'accuracy', 'macro-F1'],
  ...targets.map((target) => [
    target.target,
    `${target.rows}`,
    ratio(target.accuracy),
    ratio(target.macroF1),
  ]),
  ['both right', `${answered}`, ratio(evaluation.bothRight), ''],
])}
<p>${rows} rows: ${answered} answered, ${abstained} abstained${failures.map(([reason, count]) => `, ${count} without an answer (${escape(reason)})`).join('')}.
Expected calibration error: ${ratio(evaluation.calibrationError)}. ${escape(sentence(costLine(evaluation)))}
Half of the answers came within ${ms(latencyMs.p50)}, 90 % within ${ms(latencyMs.p90)}, 99 % within ${ms(latencyMs.p99)}.</p>
${targets.map((target) => figure(`${target.target}: what it is, and what it was called`, heatMap(target))).join('\n')}
${targets.map((target) => figure(`${target.target}: precision, recall and F1 of each class`, bars(target))).join('\n')}
${figure('Confidence, and how often category and priority were right', reliabilityDiagram(evaluation))}
</section>`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function comparison(
  evaluations: readonly Evaluation[],
  comparisons: readonly EvaluationComparison[],
): string {
  return `<section>
<h2>The two compared</h2>
<p>First: ${escape(evaluations[0]!.name)}. Second: ${escape(evaluations[1]!.name)}. ${escape(verdictOf(comparisons))}</p>
${table([
  ['', 'rows', 'only the first right', 'only the second right', 'p'],
  ...comparisons.map(({ what, rows, onlyFirst, onlySecond, p }) => [
    what,
    `${rows}`,
    `${onlyFirst}`,
    `${onlySecond}`,
    probability(p),
  ]),
])}
<p>McNemar’s exact test on the rows that both answered (McNemar 1947, Dietterich 1998).</p>
</section>`;
}

function table([head, ...body]: readonly string[][]): string {
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}>${escape(cell)}</${tag}>`).join('');
  return `<table><thead><tr>${cells(head!, 'th')}</tr></thead><tbody>${body
    .map((row) => `<tr>${cells(row, 'td')}</tr>`)
    .join('')}</tbody></table>`;
}

function figure(caption: string, svg: string): string {
  return `<figure>${svg}<figcaption>${escape(caption)}</figcaption></figure>`;
}

const LABEL = 80;

function heatMap({ target, classes, confusion }: TargetMetrics): string {
  const cell = 64;
  const size = classes.length * cell;
  const cells = confusion.flatMap((row, y) => {
    const total = row.reduce((sum, count) => sum + count, 0);
    return row.map((count, x) => {
      const share = total === 0 ? 0 : count / total;
      const left = LABEL + x * cell;
      const top = 24 + y * cell;
      return `<rect x="${left}" y="${top}" width="${cell - 2}" height="${cell - 2}" fill="var(--bar)" fill-opacity="${(0.06 + 0.7 * share).toFixed(3)}"/><text x="${left + cell / 2 - 1}" y="${top + cell / 2 + 4}" text-anchor="middle">${count}</text>`;
    });
  });
  const labels = classes.flatMap((name, at) => [
    `<text x="${LABEL - 8}" y="${24 + at * cell + cell / 2 + 4}" text-anchor="end">${escape(name)}</text>`,
    `<text x="${LABEL + at * cell + cell / 2}" y="16" text-anchor="middle">${escape(name)}</text>`,
  ]);
  return svgElement(
    LABEL + size,
    24 + size,
    `Confusion of ${target}: rows are what it is, columns what it was called`,
    [...cells, ...labels],
  );
}

function bars({ target, scores }: TargetMetrics): string {
  const width = 260;
  const lines = scores.flatMap(({ name, precision, recall, f1, support }, at) => {
    const top = at * 64;
    const values = [
      ['precision', precision],
      ['recall', recall],
      ['F1', support === 0 ? null : f1],
    ] as const;
    return [
      `<text x="${LABEL - 8}" y="${top + 34}" text-anchor="end">${escape(name)}</text>`,
      ...values.map(
        ([label, value], i) =>
          `<rect x="${LABEL}" y="${top + 6 + i * 18}" width="${((value ?? 0) * width).toFixed(1)}" height="14" fill="var(--bar)" fill-opacity="${1 - i * 0.25}"/><text x="${(LABEL + 6 + (value ?? 0) * width).toFixed(1)}" y="${top + 17 + i * 18}">${label} ${ratio(value)}</text>`,
      ),
    ];
  });
  return svgElement(LABEL + width + 110, scores.length * 64, `Precision, recall and F1 by ${target}`, lines);
}

function reliabilityDiagram({ reliability }: Evaluation): string {
  const size = 300;
  const x = (value: number) => (40 + value * size).toFixed(1);
  const y = (value: number) => (10 + (1 - value) * size).toFixed(1);
  const columns = reliability
    .filter((bin) => bin.count > 0)
    .map(
      ({ from, to, accuracy, count }) =>
        `<rect x="${x(from)}" y="${y(accuracy!)}" width="${((to - from) * size - 2).toFixed(1)}" height="${(accuracy! * size).toFixed(1)}" fill="var(--bar)" fill-opacity="0.75"><title>${count} answers, ${ratio(accuracy)} right</title></rect>`,
    );
  const ticks = [0, 0.5, 1].flatMap((value) => [
    `<text x="${x(value)}" y="${size + 28}" text-anchor="middle">${value}</text>`,
    `<text x="32" y="${Number(y(value)) + 4}" text-anchor="end">${value}</text>`,
  ]);
  return svgElement(
    size + 60,
    size + 50,
    'Reliability: bars on the line mean that confidence is what it says',
    [
      ...columns,
      `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="var(--line)" stroke-dasharray="4 4"/>`,
      ...ticks,
      `<text x="${x(0.5)}" y="${size + 46}" text-anchor="middle">confidence</text>`,
    ],
  );
}

function svgElement(width: number, height: number, label: string, parts: readonly string[]): string {
  return `<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escape(label)}">${parts.join('')}</svg>`;
}
