import type { Category, Priority } from '../../tickets/ticket.values.js';
import type { Classification, TicketText } from '../classifier.js';
import { FUNCTION_WORDS, lexiconIndex, mentions } from './features.ts';
import {
  type KnownMention,
  type LinearModelFile,
  indexOfLargest,
  scores,
  softmax,
  strongestMentions,
  vectorize,
} from './linear-model.ts';

const CATEGORY_WORDS = 3;
const PRIORITY_WORDS = 2;
/** Four categories times four priorities: what a blind guess would score. */
const CHANCE = 1 / 16;

/** A trained model at work: a function of the text alone. How it is trained stands in `backend/model/README.md`. */
export class LocalModel {
  private readonly concepts: ReadonlyMap<string, readonly string[]>;
  private readonly indexOf: ReadonlyMap<string, number>;

  constructor(readonly file: LinearModelFile) {
    this.concepts = lexiconIndex(file.lexicon);
    this.indexOf = new Map(file.features.map((feature, index) => [feature, index]));
  }

  classify(text: TicketText): Classification {
    const { category: categoryHead, priority: priorityHead, features, scale } = this.file;
    const known = this.knownMentions(text);
    const indexes = new Set(known.flatMap((mention) => mention.indexes));
    if (![...indexes].some((index) => isTelling(features[index]!))) {
      return this.answer('general', 'medium', CHANCE, 'No word of this ticket is known to the local model.');
    }
    const vector = vectorize(indexes, features, scale);
    const showable = known.filter((mention) => isShowable(mention.text));
    const categories = softmax(scores(categoryHead, vector), categoryHead.temperature);
    const priorities = softmax(scores(priorityHead, vector), priorityHead.temperature);
    const category = indexOfLargest(categories);
    const priority = indexOfLargest(priorities);
    const strongest = (head: typeof categoryHead, k: number, limit: number) =>
      strongestMentions(head, k, showable, vector, limit);
    return this.answer(
      categoryHead.classes[category] as Category,
      priorityHead.classes[priority] as Priority,
      // That both are right: the product of two calibrated probabilities, as if they were independent given the
      // text. On held-out tickets the product is calibrated too (the joint error that training prints).
      categories[category]! * priorities[priority]!,
      rationale(
        categoryHead.classes[category]!,
        strongest(categoryHead, category, CATEGORY_WORDS),
        priorityHead.classes[priority]!,
        strongest(priorityHead, priority, PRIORITY_WORDS),
      ),
    );
  }

  private knownMentions({ title, description }: TicketText): KnownMention[] {
    return mentions(title, description, this.concepts).map(({ text, features }) => ({
      text,
      indexes: features.flatMap((feature) => this.indexOf.get(feature) ?? []),
    }));
  }

  private answer(
    category: Category,
    priority: Priority,
    confidence: number,
    sentence: string,
  ): Classification {
    return {
      source: 'local',
      model: this.file.name,
      promptVersion: null,
      category,
      priority,
      confidence,
      rationale: sentence,
      evidence: [],
      abstained: false,
      inputTokens: null,
      outputTokens: null,
      costUsd: null,
    };
  }
}

/** Style has no text, a number names nothing, and "of the" counts but explains nothing to anybody. */
function isShowable(text: string): boolean {
  return text
    .toLowerCase()
    .split(' ')
    .some((word) => /\p{L}/u.test(word) && !FUNCTION_WORDS.has(word));
}

/** A word or a concept; letters and style alone say nothing that could be shown to anybody. */
function isTelling(feature: string): boolean {
  return feature.startsWith('w') || feature.startsWith('k');
}

function rationale(
  category: string,
  categoryWords: string[],
  priority: string,
  priorityWords: string[],
): string {
  const quoted = (words: string[]) => words.map((word) => `"${word}"`).join(', ');
  const first =
    categoryWords.length > 0
      ? `Words such as ${quoted(categoryWords)} point to ${category}`
      : `No single word stands out for ${category}`;
  return priorityWords.length > 0
    ? `${first}; ${quoted(priorityWords)} to ${priority}.`
    : `${first}; ${priority} is the usual priority of such a ticket.`;
}
