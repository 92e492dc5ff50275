import type { Category, Priority } from '../vocabulary/index.js';

/** A ticket with the team's decision. Its text is as untrusted as that of any ticket. */
export interface DecisionExample {
  title: string;
  excerpt: string;
  category: Category;
  priority: Priority;
}

/** Past decisions of the team. Without a provider, models are asked without examples. */
export abstract class ExampleSource {
  /** The most similar decisions, best first. */
  abstract findSimilar(text: string): Promise<readonly DecisionExample[]>;
}
