import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isComparedTerm, type Mention } from './features.ts';
import {
  type Calibration,
  type FeatureVector,
  type KnownMention,
  type LinearHead,
  type LinearModelFile,
  indexOfLargest,
  MIN_CONFIDENCE,
  scores,
  softmax,
  strongestMentions,
  vectorize,
} from './linear-model.ts';
import { comparedTerms, type SimilarTicket, SimilarTickets } from './similar-tickets.ts';
import { combine, type LearnedHead, learnedLinearHead, learnedShare, withVotes } from './team-learning.ts';
import type { Explanation, ModelAnswer, TicketText } from './model-answer.ts';
import { TicketReader } from './ticket-reader.ts';
import type { NormalizedText } from './ticket-text.ts';

const CATEGORY_WORDS = 3;
const PRIORITY_WORDS = 2;
/** Probability of a random guess among four categories and four priorities. */
const CHANCE_CONFIDENCE = 1 / 16;
const MAX_EVIDENCE_LENGTH = 100;
/** Share of a text's words that must occur in the decisions on tickets in its language. */
const MIN_LEARNED_WORDS = 1 / 3;

/** For a language that only the team's decisions cover. */
const NO_CORRECTION: Calibration = { category: 1, priority: 1, joint: 1 };

/** Path of the model file as shipped. */
export const MODEL_PATH = fileURLToPath(new URL('../model.json', import.meta.url));

let bundled: LinearModelFile | undefined;

/** The model as shipped, without training on a team's decisions. Read once per thread, since parsing blocks it. */
export function bundledModel(): LinearModelFile {
  bundled ??= JSON.parse(readFileSync(MODEL_PATH, 'utf8')) as LinearModelFile;
  return bundled;
}

/** A trained model. Its answers depend on the text only. */
export class LocalModel {
  private readonly reader: TicketReader;
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly category: TeamHead;
  private readonly priority: TeamHead;
  private readonly decided: SimilarTickets | null;
  private readonly languageTerms: ReadonlySet<number>;

  readonly file: LinearModelFile;

  constructor(file: LinearModelFile) {
    this.file = file;
    this.reader = TicketReader.of(file);
    this.indexOf = new Map(file.features.map((feature, index) => [feature, index]));
    this.category = teamHead(file, 'category');
    this.priority = teamHead(file, 'priority');
    const isCompared = file.team?.tickets.some(({ terms }) => terms.length > 0);
    this.decided = isCompared ? new SimilarTickets(file.team!.tickets.map(({ terms }) => terms)) : null;
    this.languageTerms = new Set(file.team?.languageTerms);
  }

  classify({ title, description }: TicketText): ModelAnswer {
    const { features, calibration } = this.file;
    const { text: reading, language, mentions } = this.reader.read(title, description);
    const known = this.knownMentions(mentions);
    const indexes = new Set(known.flatMap((mention) => mention.indexes));
    if (language === null && !this.hasLearnedLanguage(mentions))
      return abstain(CHANCE_CONFIDENCE, { code: 'foreign_language' });
    if (![...indexes].some((index) => isInformative(features[index]!)))
      return abstain(CHANCE_CONFIDENCE, { code: 'no_known_word' });
    const correction = language === null ? NO_CORRECTION : calibration[language];
    const text = this.read(mentions, indexes);
    const category = answer(this.category, text, correction.category);
    const priority = answer(this.priority, text, correction.priority);
    const confidence = (category.probability * priority.probability) ** correction.joint;
    const { classes } = this.category.bundled;
    if (category.probability < MIN_CONFIDENCE) {
      return abstain(confidence, {
        code: 'tie',
        categories: [classes[category.best]!, classes[category.second]!],
      });
    }
    const showable = known.filter((mention) => mention.isEvidence);
    const forCategory = strongestMentions(
      category.head,
      category.best,
      showable,
      category.vector,
      CATEGORY_WORDS,
    );
    const forPriority = strongestMentions(
      priority.head,
      priority.best,
      showable,
      priority.vector,
      PRIORITY_WORDS,
    );
    return {
      decision: {
        category: classes[category.best]!,
        priority: this.priority.bundled.classes[priority.best]!,
      },
      confidence,
      probabilities: { category: category.probability, priority: priority.probability },
      explanation: {
        code: 'words',
        categoryWords: forCategory.map(({ text }) => text),
        priorityWords: forPriority.map(({ text }) => text),
      },
      evidence: evidence(reading, [...forCategory, ...forPriority]),
    };
  }

  private knownMentions(found: readonly Mention[]): (KnownMention & { isEvidence: boolean })[] {
    return found.map(({ text, start, end, features, isEvidence }) => ({
      text,
      start,
      end,
      isEvidence,
      indexes: features.flatMap((feature) => this.indexOf.get(feature) ?? []),
    }));
  }

  /** Whether enough words of a text occur in the team's decisions on tickets that the bundled model cannot read. */
  private hasLearnedLanguage(found: readonly Mention[]): boolean {
    if (this.languageTerms.size === 0) return false;
    const single = found.filter(({ features }) => features[0]?.startsWith('w'));
    const learned = single.filter(({ features }) =>
      features.some((feature) => this.languageTerms.has(this.indexOf.get(feature) ?? -1)),
    );
    return learned.length >= MIN_LEARNED_WORDS * single.length;
  }

  private read(found: readonly Mention[], indexes: ReadonlySet<number>): ReadText {
    const { features, scale, team } = this.file;
    const all = vectorize(indexes, features, scale);
    if (!team) return { bundled: all, all, nearest: [] };
    const limit = bundledFeatures(this.file);
    return {
      bundled: vectorize(new Set([...indexes].filter((index) => index < limit)), features, scale),
      all,
      nearest: this.decided?.nearest(comparedTerms(found, this.indexOf)) ?? [],
    };
  }
}

/** A head as bundled and, if the team's decisions changed it, as learned. */
interface TeamHead {
  bundled: LinearHead;
  learned: { head: LinearHead; mixture: LearnedHead; labels: readonly number[] } | null;
}

function teamHead(file: LinearModelFile, target: 'category' | 'priority'): TeamHead {
  const bundled = file[target];
  const mixture = file.team?.[target];
  if (!mixture) return { bundled, learned: null };
  return {
    bundled,
    learned: {
      head: learnedLinearHead(bundled, mixture, file.features.length),
      mixture,
      labels: file.team!.tickets.map((ticket) => ticket[target]),
    },
  };
}

function bundledFeatures({ category, features }: LinearModelFile): number {
  return Math.min(features.length, category.weights.length / category.classes.length);
}

interface ReadText {
  /** Features of the bundled model. */
  bundled: FeatureVector;
  all: FeatureVector;
  /** Decisions on similar tickets. */
  nearest: readonly SimilarTicket[];
}

interface HeadAnswer {
  best: number;
  second: number;
  probability: number;
  /** The head with the larger share in the answer, and the features that it knows, for the explanation. */
  head: LinearHead;
  vector: FeatureVector;
}

/** `factor` corrects the temperature of the bundled head for the text's language. */
function answer({ bundled, learned }: TeamHead, text: ReadText, factor: number): HeadAnswer {
  const share = learned ? learnedShare(learned.mixture, text.nearest) : 0;
  let probabilities = softmax(scores(bundled, text.bundled), bundled.temperature * factor);
  if (learned && share > 0) {
    const { head, labels, mixture } = learned;
    probabilities = combine(
      probabilities,
      withVotes(softmax(scores(head, text.all), head.temperature), text.nearest, labels, mixture),
      share,
    );
  }
  const best = indexOfLargest(probabilities);
  return {
    best,
    second: indexOfLargest(probabilities.map((value, k) => (k === best ? 0 : value))),
    probability: probabilities[best]!,
    ...(learned && share >= 0.5
      ? { head: learned.head, vector: text.all }
      : { head: bundled, vector: text.bundled }),
  };
}

function abstain(confidence: number, explanation: Explanation): ModelAnswer {
  return { decision: null, confidence, probabilities: null, explanation, evidence: [] };
}

/** Quotes passages as the requester wrote them, without duplicates and without passages too long to read at a glance. */
function evidence(reading: NormalizedText, found: readonly KnownMention[]): string[] {
  const literals = found.flatMap(({ start, end }) => reading.literal(start, end) ?? []);
  return [...new Set(literals)].filter((literal) => literal !== '' && literal.length <= MAX_EVIDENCE_LENGTH);
}

/** Words and concepts. Letters within words and style alone cannot be explained to an agent. */
function isInformative(feature: string): boolean {
  return isComparedTerm(feature) && !/^[bB]/.test(feature);
}
