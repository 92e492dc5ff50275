import { bundledModel, type Explanation, LocalModel } from '@ticketiq/bundled-model';
import {
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  FOREIGN_LANGUAGE,
  NO_KNOWN_WORD,
  formatTieRationale,
  formatWordsRationale,
  type Category,
  type Priority,
} from '../../vocabulary/index.js';
import type { Classification, Classifier, TicketText } from '../classifier.js';
import { withoutInjection } from '../prompt-injection/detect-injection.js';

/** Classifies with the bundled model: immediate and without a network, but less accurate than a remote model. */
export class LocalClassifier implements Classifier {
  readonly model = new LocalModel(bundledModel());

  /** Ignores the signal, because the answer is computed synchronously. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
  async classify(text: TicketText, _signal?: AbortSignal): Promise<Classification> {
    return classifyWithoutInjection(this.model, text);
  }
}

/** Classifies a ticket without the passages that a prompt injection consists of. */
export function classifyWithoutInjection(model: LocalModel, text: TicketText): Classification {
  return classifyWith(model, withoutInjection(text));
}

/** Classifies a ticket as it is. */
export function classifyWith(model: LocalModel, text: TicketText): Classification {
  const { decision, confidence, explanation, evidence } = model.classify(text);
  const values = (decision as TriageValues | null) ?? {
    category: DEFAULT_CATEGORY,
    priority: DEFAULT_PRIORITY,
  };
  return {
    source: 'local',
    model: model.file.name,
    promptVersion: null,
    ...values,
    confidence,
    rationale: toRationale(explanation, values),
    evidence,
    abstained: decision === null,
    inputTokens: null,
    outputTokens: null,
    costUsd: null,
  };
}

/** The classes of a model file are those of the vocabulary. */
interface TriageValues {
  category: Category;
  priority: Priority;
}

function toRationale(explanation: Explanation, { category, priority }: TriageValues): string {
  switch (explanation.code) {
    case 'words':
      return formatWordsRationale(category, explanation.categoryWords, priority, explanation.priorityWords);
    case 'tie':
      return formatTieRationale(...explanation.categories);
    case 'no_known_word':
      return NO_KNOWN_WORD;
    case 'foreign_language':
      return FOREIGN_LANGUAGE;
  }
}
