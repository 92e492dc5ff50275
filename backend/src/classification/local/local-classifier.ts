import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { Category, Priority } from '../../tickets/ticket.values.js';
import type { Classification, Classifier, TicketText } from '../classifier.js';
import { distinctFeatures, lexiconIndex, mentions } from './features.js';
import {
  type LinearModelFile,
  indexOfLargest,
  scores,
  softmax,
  strongestMentions,
  vectorize,
} from './linear-model.js';

const CATEGORY_WORDS = 3;
const PRIORITY_WORDS = 2;
/** Four categories times four priorities: what a blind guess would score. */
const CHANCE = 1 / 16;

/**
 * The model in the box: it answers at once, without a network, and is right less often than a large one.
 * How it is trained, and how often it is right, stands in `backend/model/README.md`.
 */
@Injectable()
export class LocalClassifier implements Classifier {
  private readonly model: LinearModelFile;
  private readonly concepts: ReadonlyMap<string, readonly string[]>;
  private readonly indexOf: (feature: string) => number | undefined;

  constructor() {
    this.model = JSON.parse(
      readFileSync(new URL('./model.json', import.meta.url), 'utf8'),
    ) as LinearModelFile;
    this.concepts = lexiconIndex(this.model.lexicon);
    const indexes = new Map(this.model.features.map((feature, index) => [feature, index]));
    this.indexOf = (feature) => indexes.get(feature);
  }

  /** The signal is ignored: the answer is there before anybody could abort it. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is that of classifiers that wait
  async classify(text: TicketText, _signal?: AbortSignal): Promise<Classification> {
    const { category: categoryHead, priority: priorityHead } = this.model;
    const found = mentions(text.title, text.description, this.concepts);
    const features = distinctFeatures(found);
    if (![...features].some((feature) => isTelling(feature) && this.indexOf(feature) !== undefined)) {
      return this.answer('general', 'medium', CHANCE, 'No word of this ticket is known to the local model.');
    }
    const vector = vectorize(features, this.indexOf, this.model.scale);
    const categories = softmax(scores(categoryHead, vector), categoryHead.temperature);
    const priorities = softmax(scores(priorityHead, vector), priorityHead.temperature);
    const category = indexOfLargest(categories);
    const priority = indexOfLargest(priorities);
    const strongest = (head: typeof categoryHead, k: number, limit: number) =>
      strongestMentions(head, k, found, vector, this.indexOf, limit);
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

  private answer(
    category: Category,
    priority: Priority,
    confidence: number,
    sentence: string,
  ): Classification {
    return {
      source: 'local',
      model: this.model.name,
      promptVersion: null,
      category,
      priority,
      confidence,
      rationale: sentence,
      inputTokens: null,
      outputTokens: null,
    };
  }
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
