export interface Rule {
  pattern: RegExp;
  instead: string;
}
export const rules: Record<'english' | 'english UI' | 'german UI', Rule[]>;
export function findWords(text: string, which: Rule[]): { index: number; word: string; instead: string }[];
export function subjectFaults(line: string): string[];
