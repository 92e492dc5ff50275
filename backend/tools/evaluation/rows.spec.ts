import { describe, expect, it } from 'vitest';
import { readRows, sampleRows } from './rows.ts';

describe('readRows', () => {
  it('accepts rows without titles or priorities', () => {
    const { rows, faults } = readRows(
      [
        '\uFEFF{"id":7,"title":"VPN","description":"It is down","category":"technical","priority":"high"}\r',
        '',
        '{"text":"What does it cost?","category":"billing","source":"a list"}',
        '{"title":"Thanks!","description":"","category":"general","priority":null}',
      ].join('\n'),
    );
    expect(faults).toEqual([]);
    expect(rows).toEqual([
      { title: 'VPN', description: 'It is down', category: 'technical', priority: 'high' },
      { title: '', description: 'What does it cost?', category: 'billing', priority: null },
      { title: 'Thanks!', description: '', category: 'general', priority: null },
    ]);
  });

  it('returns valid rows, and the line numbers of invalid ones', () => {
    const { rows, faults } = readRows(
      [
        '{"text":"a","category":"general"}',
        '{"text":"a","category":',
        '"a"',
        '{"category":"general"}',
        '{"text":" ","category":"general"}',
        '{"text":"a","category":"hardware"}',
        '{"text":"a","category":"general","priority":"P1"}',
        '{"title":5,"text":"a","category":"general"}',
        '{"text":"b","category":"billing"}',
      ].join('\n'),
    );
    expect(rows.map((row) => row.description)).toEqual(['a', 'b']);
    expect(faults.map(({ line }) => line)).toEqual([2, 3, 4, 5, 6, 7, 8]);
    expect(faults.map(({ fault }) => fault).join('; ')).toMatch(
      /not JSON; .*no JSON object; .*"description".*; .*no words; .*"category".*; .*"priority".*; .*string/,
    );
  });
});

describe('sampleRows', () => {
  const rows = Array.from({ length: 100 }, (_, at) => at);

  it('is deterministic for a seed', () => {
    expect(sampleRows(rows, 10, 1)).toEqual(sampleRows(rows, 10, 1));
    expect(sampleRows(rows, 10, 1)).not.toEqual(sampleRows(rows, 10, 2));
  });

  it('returns distinct rows in their order', () => {
    const chosen = sampleRows(rows, 30, 7);
    expect(new Set(chosen).size).toBe(30);
    expect(chosen).toEqual([...chosen].sort((a, b) => a - b));
  });

  it('samples all rows with similar probability', () => {
    const hits = rows.map(() => 0);
    for (let seed = 1; seed <= 500; seed++) for (const at of sampleRows(rows, 10, seed)) hits[at]!++;
    expect(Math.min(...hits)).toBeGreaterThan(20);
    expect(Math.max(...hits)).toBeLessThan(90);
  });

  it('returns all rows if the limit is not lower', () => {
    expect(sampleRows(rows, 100, 1)).toEqual(rows);
  });
});
