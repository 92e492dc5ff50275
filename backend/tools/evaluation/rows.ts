import { CATEGORIES, PRIORITIES, type Category, type Priority } from '#src/vocabulary/index.js';
import type { TicketText } from '#src/classification/classifier.js';

/** A ticket with the right category and priority. */
export interface LabelledTicket extends TicketText {
  category: Category;
  /** Null if the data set has categories only. */
  priority: Priority | null;
}

export interface InvalidLine {
  line: number;
  fault: string;
}

/** Reads JSON Lines. Invalid lines are reported by number, and the others are returned. */
export function readRows(file: string): { rows: LabelledTicket[]; faults: InvalidLine[] } {
  const rows: LabelledTicket[] = [];
  const faults: InvalidLine[] = [];
  for (const [at, line] of file
    .replace(/^\uFEFF/, '')
    .split('\n')
    .entries()) {
    if (line.trim() === '') continue;
    const row = readRow(line);
    if (typeof row === 'string') faults.push({ line: at + 1, fault: row });
    else rows.push(row);
  }
  return { rows, faults };
}

/** @returns the row, or the problem with it */
function readRow(line: string): LabelledTicket | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'is no JSON object';
  const { title = '', description, text, category, priority } = value as Record<string, unknown>;
  const words = description ?? text;
  if (typeof words !== 'string' || typeof title !== 'string')
    return 'has no "description" (or "text") that is a string';
  if (title.trim() === '' && words.trim() === '') return 'has no words';
  const known = CATEGORIES.find((name) => name === category);
  if (!known) return `has a "category" that is none of ${CATEGORIES.join(', ')}`;
  const rank = PRIORITIES.find((name) => name === priority) ?? null;
  if (rank === null && priority !== undefined && priority !== null)
    return `has a "priority" that is none of ${PRIORITIES.join(', ')}`;
  return { title, description: words, category: known, priority: rank };
}

/** Returns a random sample of at most `limit` rows in their order, deterministic for a given seed. */
export function sampleRows<T>(rows: readonly T[], limit: number, seed: number): T[] {
  if (rows.length <= limit) return [...rows];
  const random = seededRandom(seed);
  const order = rows.map((_, at) => at);
  for (let i = 0; i < limit; i++) {
    const j = i + Math.floor(random() * (order.length - i));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order
    .slice(0, limit)
    .sort((a, b) => a - b)
    .map((at) => rows[at]!);
}

/** Pseudo-random numbers in [0, 1), deterministic for a given seed: Tommy Ettinger's mulberry32, in the public domain. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
