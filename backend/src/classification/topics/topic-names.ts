import { FUNCTION_WORDS } from '@ticketiq/bundled-model';
import type { TopicPrediction } from './topic-model.js';

/** A topic by the features of its name and description. */
export interface NamedTopic {
  id: number;
  name: ReadonlySet<string>;
  description: ReadonlySet<string>;
}

/** Probabilities of topics without enough decisions: enough to show them, never to apply them. */
const BY_NAME = 0.6;
const BY_DESCRIPTION = 0.5;
/** Words of name and description that a ticket must contain. */
const MIN_SHARED_WORDS = 2;
const MIN_WORD_LENGTH = 3;

/**
 * Finds the topic whose name, or several words of whose description, are in the text. Null if there is none, or several
 * that fit equally well.
 */
export function matchTopicNames(
  topics: readonly NamedTopic[],
  text: ReadonlySet<string>,
): TopicPrediction | null {
  const words = contentWords(text);
  const matches = topics.map(({ id, name, description }) => {
    const nameWords = contentWords(name);
    const all = new Set([...nameWords, ...contentWords(description)]);
    const shared = [...all].filter((word) => words.has(word)).length;
    const isNamed = nameWords.size > 0 && [...nameWords].every((word) => words.has(word));
    return { topicId: id, isNamed, shared };
  });
  const [first, second] = matches
    .filter(({ isNamed, shared }) => isNamed || shared >= MIN_SHARED_WORDS)
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed) || b.shared - a.shared);
  if (!first) return null;
  if (second && second.isNamed === first.isNamed && second.shared === first.shared) return null;
  return { topicId: first.topicId, probability: first.isNamed ? BY_NAME : BY_DESCRIPTION };
}

/** Words of a text's features, in any language. */
function contentWords(features: ReadonlySet<string>): Set<string> {
  const words = [...features].flatMap((feature) => /^(?:w|W..:)(.+)$/su.exec(feature)?.[1] ?? []);
  return new Set(words.filter((word) => word.length >= MIN_WORD_LENGTH && !FUNCTION_WORDS.has(word)));
}
