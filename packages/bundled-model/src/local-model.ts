import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FUNCTION_WORDS, lexiconIndex, mentions, words } from './features.ts';
import {
  type KnownMention,
  type LinearModelFile,
  indexOfLargest,
  scores,
  softmax,
  strongestMentions,
  vectorize,
} from './linear-model.ts';
import { isForeign } from './language.ts';
import type { Explanation, ModelAnswer, TicketText } from './model-answer.ts';
import { type NormalizedText, normalizeTicketText } from './ticket-text.ts';

const CATEGORY_WORDS = 3;
const PRIORITY_WORDS = 2;
/** Probability of a random guess among four categories and four priorities. */
const CHANCE_CONFIDENCE = 1 / 16;
const MAX_EVIDENCE_LENGTH = 100;
/** Minimum probability of the best category for an answer. Its choice is explained in `backend/tools/model-training/README.md`. */
const MIN_CONFIDENCE = 0.45;

/** Path of the model file as shipped. */
export const MODEL_PATH = fileURLToPath(new URL('../model.json', import.meta.url));

/** The model as shipped, without training on a team's decisions. */
export function bundledModel(): LinearModelFile {
  return JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as LinearModelFile;
}

/** A trained model. Its answers depend on the text only. */
export class LocalModel {
  private readonly concepts: ReadonlyMap<string, readonly string[]>;
  private readonly indexOf: ReadonlyMap<string, number>;

  readonly file: LinearModelFile;

  constructor(file: LinearModelFile) {
    this.file = file;
    this.concepts = lexiconIndex(file.lexicon);
    this.indexOf = new Map(file.features.map((feature, index) => [feature, index]));
  }

  classify({ title, description }: TicketText): ModelAnswer {
    const { category: categoryHead, priority: priorityHead, features, scale } = this.file;
    const reading = normalizeTicketText(title, description);
    const known = this.knownMentions(reading);
    const indexes = new Set(known.flatMap((mention) => mention.indexes));
    if (![...indexes].some((index) => isInformative(features[index]!)))
      return abstain(CHANCE_CONFIDENCE, { code: 'no_known_word' });
    if (isForeign(words(reading), (word) => this.indexOf.has(`w${word}`)))
      return abstain(CHANCE_CONFIDENCE, { code: 'foreign_language' });
    const vector = vectorize(indexes, features, scale);
    const categories = softmax(scores(categoryHead, vector), categoryHead.temperature);
    const priorities = softmax(scores(priorityHead, vector), priorityHead.temperature);
    const category = indexOfLargest(categories);
    const priority = indexOfLargest(priorities);
    // Probability that both are right: the product of two calibrated probabilities, as if they were independent given
    // the text. On held-out tickets the product is calibrated as well (the joint error that training prints).
    const confidence = categories[category]! * priorities[priority]!;
    if (categories[category]! < MIN_CONFIDENCE) {
      const second = indexOfLargest(categories.map((value, k) => (k === category ? 0 : value)));
      const { classes } = categoryHead;
      return abstain(confidence, { code: 'tie', categories: [classes[category]!, classes[second]!] });
    }
    const showable = known.filter((mention) => isShowable(mention.text));
    const forCategory = strongestMentions(categoryHead, category, showable, vector, CATEGORY_WORDS);
    const forPriority = strongestMentions(priorityHead, priority, showable, vector, PRIORITY_WORDS);
    return {
      decision: { category: categoryHead.classes[category]!, priority: priorityHead.classes[priority]! },
      confidence,
      explanation: {
        code: 'words',
        categoryWords: forCategory.map(({ text }) => text),
        priorityWords: forPriority.map(({ text }) => text),
      },
      evidence: evidence(reading, [...forCategory, ...forPriority]),
    };
  }

  private knownMentions(reading: NormalizedText): KnownMention[] {
    return mentions(reading, this.concepts).map(({ text, start, end, features }) => ({
      text,
      start,
      end,
      indexes: features.flatMap((feature) => this.indexOf.get(feature) ?? []),
    }));
  }
}

function abstain(confidence: number, explanation: Explanation): ModelAnswer {
  return { decision: null, confidence, explanation, evidence: [] };
}

/** Quotes passages as the requester wrote them, without duplicates and without passages too long to read at a glance. */
function evidence(reading: NormalizedText, found: readonly KnownMention[]): string[] {
  const literals = found.flatMap(({ start, end }) => reading.literal(start, end) ?? []);
  return [...new Set(literals)].filter((literal) => literal !== '' && literal.length <= MAX_EVIDENCE_LENGTH);
}

/** Excludes style features, numbers and grammatical words, which would be meaningless in a rationale. */
function isShowable(text: string): boolean {
  return text
    .toLowerCase()
    .split(' ')
    .some((word) => /\p{L}/u.test(word) && !FUNCTION_WORDS.has(word));
}

/** Words and concepts. Letters and style alone cannot be explained to an agent. */
function isInformative(feature: string): boolean {
  return feature.startsWith('w') || feature.startsWith('k');
}
