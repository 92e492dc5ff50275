export interface Instruction {
  name: string;
  /** All that follows the flags. */
  text: string;
  flags: Record<string, string>;
  words: string[];
}

export function instructionsOf(text: string): Instruction[];
