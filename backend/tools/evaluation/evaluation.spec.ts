import { describe, expect, it } from 'vitest';
import { compareEvaluations, evaluate, type EvaluatedAnswer, type EvaluatedRow } from './evaluation.ts';
import { textComparison, textReport } from './report-text.ts';
import type { LabelledTicket } from './rows.ts';

const ANSWER: EvaluatedAnswer = {
  model: 'm',
  category: 'billing',
  priority: 'low',
  confidence: 0.8,
  abstained: false,
  inputTokens: 100,
  outputTokens: 10,
  costUsd: 0.002,
};

function evaluatedRow(
  row: Partial<LabelledTicket>,
  answer: Partial<EvaluatedAnswer> | null,
  latencyMs = 5,
): EvaluatedRow {
  return {
    row: { title: 't', description: 'd', category: 'billing', priority: 'low', ...row },
    answer: answer && { ...ANSWER, ...answer },
    failure: answer ? null : 'timeout',
    latencyMs,
  };
}

const ROWS = [
  evaluatedRow({}, {}, 1),
  evaluatedRow({}, { priority: 'high' }, 2),
  evaluatedRow({ category: 'account', priority: null }, { category: 'account' }, 3),
  evaluatedRow({}, { category: 'general', priority: 'medium', abstained: true }, 4),
  evaluatedRow({}, null, 60_000),
];

describe('evaluate', () => {
  it('excludes abstentions and failures from the quality measures', () => {
    const { targets, ...rest } = evaluate('x', ROWS);
    expect(rest).toMatchObject({
      rows: 5,
      answered: 3,
      abstained: 1,
      failures: [['timeout', 1]],
      bothRight: 2 / 3,
      latencyMs: { p50: 2, p90: 4, p99: 4 },
    });
    expect(targets.map(({ rows, accuracy }) => [rows, accuracy])).toEqual([
      [3, 1],
      [2, 0.5],
    ]);
  });

  it('includes abstentions in the cost', () => {
    expect(evaluate('x', ROWS)).toMatchObject({ inputTokens: 400, outputTokens: 40 });
    expect(evaluate('x', ROWS).costUsd).toBeCloseTo(0.008, 12);
    expect(evaluate('x', [evaluatedRow({}, { costUsd: null })]).costUsd).toBeNull();
  });

  it('measures the calibration error', () => {
    expect(evaluate('x', ROWS).calibrationError).toBeCloseTo(0.8 - 2 / 3, 12);
  });

  it('has no measures and a report without rows', () => {
    const nothing = evaluate('x', []);
    expect(nothing.bothRight).toBeNull();
    expect(textReport(nothing)).toContain('rows 0');
  });

  it('compares the rows that both sources answered', () => {
    const first = [
      evaluatedRow({}, {}),
      evaluatedRow({}, {}),
      evaluatedRow({}, null),
      evaluatedRow({ priority: null }, {}),
    ];
    const second = [
      evaluatedRow({}, { priority: 'high' }),
      evaluatedRow({}, {}),
      evaluatedRow({}, {}),
      evaluatedRow({}, { category: 'general' }),
    ];
    expect(compareEvaluations(first, second)).toEqual([
      { what: 'category', rows: 3, onlyFirst: 1, onlySecond: 0, p: 1 },
      { what: 'priority', rows: 2, onlyFirst: 1, onlySecond: 0, p: 1 },
      { what: 'both', rows: 2, onlyFirst: 1, onlySecond: 0, p: 1 },
    ]);
  });
});

describe('report', () => {
  const evaluation = evaluate('local', ROWS);

  it('explains whether a difference is significant', () => {
    const comparison = { what: 'both' as const, rows: 50, onlyFirst: 1, onlySecond: 12, p: 0.003 };
    expect(textComparison(['a', 'b'], [comparison])).toContain('the second is better, and not by chance');
    expect(textComparison(['a', 'b'], [{ ...comparison, p: 0.2 }])).toContain(
      "don't tell which of the two is better",
    );
  });

  it('contains all figures as text', () => {
    const text = textReport(evaluation);
    expect(text).toMatch(/answered 3 \(coverage 60\.0 %\), abstained 1 \(20\.0 %\)/);
    expect(text).toMatch(/category \(3 rows\): accuracy 1\.000, macro-F1 1\.000/);
    expect(text).toMatch(/400 tokens read, 40 written; 0\.0080 US dollars/);
  });
});
