import type { Category, Priority } from '../vocabulary/index.js';

/** A ticket on which the team has decided, and how. Its text is a stranger's, as any ticket's. */
export interface DecisionExample {
  title: string;
  excerpt: string;
  category: Category;
  priority: Priority;
}

/** Past decisions of the team. Where nobody provides it, models are asked without examples. */
export abstract class ExampleSource {
  /** The most similar ones, best first. */
  abstract findSimilar(text: string): Promise<readonly DecisionExample[]>;
}
