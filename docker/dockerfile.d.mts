export interface Instruction {
  name: string;
  /** The text after the flags. */
  text: string;
  flags: Record<string, string>;
  words: string[];
}

export function instructionsOf(text: string): Instruction[];
