/** The text to classify. Untrusted input: it is never interpreted as an instruction. */
export interface TicketText {
  title: string;
  description: string;
}

/** Why the model answers as it does, for its caller to put into words. */
export type Explanation =
  /** Passages of the ticket that indicate the decision, the strongest first. Either list may be empty. */
  | { code: 'words'; categoryWords: string[]; priorityWords: string[] }
  /** The model abstains: two categories are about equally likely. */
  | { code: 'tie'; categories: [string, string] }
  /** The model abstains: it knows no word of the ticket. */
  | { code: 'no_known_word' }
  /** The model abstains: it was not trained on the ticket's language. */
  | { code: 'foreign_language' };

export interface ModelAnswer {
  /** Classes of the model. Null if it abstains: the priority is not reliable either if the category is unknown. */
  decision: { category: string; priority: string } | null;
  /** Probability, in (0, 1], that both are right. */
  confidence: number;
  /** Probability of each value by itself. Null if the model did not get as far. */
  probabilities: { category: number; priority: number } | null;
  explanation: Explanation;
  /** Verbatim quotes from the title or description: at most 5, of at most 100 characters each. */
  evidence: string[];
}
