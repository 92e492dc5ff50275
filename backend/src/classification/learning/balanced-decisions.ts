import { AUTHOR_SHARE, type TeamDecision } from './team-decisions.repository.js';

/** Limits one owner to a share of the result, but allows at least `atLeast` decisions. */
interface ShareLimit {
  share: number;
  atLeast: number;
}

/** Requesters with many tickets must not dominate training. Small teams have few authors and need the minimum. */
const TRAINING_AUTHOR_LIMIT: ShareLimit = { share: AUTHOR_SHARE, atLeast: 10 };
/** An agent who accepts suggestions without reading must not outvote the others. */
const AGENT_LIMIT: ShareLimit = { share: 0.5, atLeast: 300 };
/** Near-duplicates add no evidence. */
const MAX_SIMILAR_TEXTS = 10;

/** With fewer decisions, an improvement may be chance. */
export const MIN_EVALUATED = 20;

export interface BalancedDecisions {
  training: TeamDecision[];
  /** Those of `training` that accuracy is measured on. Excludes authors who were limited, if enough decisions remain. */
  evaluated: TeamDecision[];
}

/** Selects the decisions for training and evaluation, the newest of each author first. */
export function balanceDecisions(decisions: readonly TeamDecision[]): BalancedDecisions {
  const distinct = withoutNearDuplicates(decisions);
  const agents = new Set(distinct.map(({ decider }) => decider));
  const eligible =
    agents.size > 1 ? limitShares(distinct, ({ decider }) => String(decider), AGENT_LIMIT) : distinct;
  const author = ({ author }: TeamDecision): string | null => author;

  const training = limitShares(eligible, author, TRAINING_AUTHOR_LIMIT);
  const trainingByAuthor = Map.groupBy(training, author);
  const prolificAuthors = new Set(
    [...Map.groupBy(eligible, author)]
      .filter(([name, authored]) => authored.length > (trainingByAuthor.get(name)?.length ?? 0))
      .map(([name]) => name),
  );
  const byOthers = training.filter(({ author }) => !prolificAuthors.has(author));
  return { training, evaluated: byOthers.length >= MIN_EVALUATED ? byOthers : training };
}

/** Keeps the first decisions of each owner within the limit. Decisions without an owner are all kept. */
function limitShares(
  decisions: readonly TeamDecision[],
  ownerOf: (decision: TeamDecision) => string | null,
  { share, atLeast }: ShareLimit,
): TeamDecision[] {
  const groups = [...Map.groupBy(decisions, ownerOf)];
  const owned = groups.filter(([owner]) => owner !== null).map(([, { length }]) => length);
  const free = decisions.length - owned.reduce((sum, n) => sum + n, 0);
  const totalWith = (limit: number): number => owned.reduce((sum, n) => sum + Math.min(n, limit), free);
  // A lower limit reduces the total and thus the limit itself, so it is lowered until it holds.
  const nextLimit = (limit: number): number =>
    Math.min(limit, Math.max(atLeast, Math.floor(share * totalWith(limit))));
  let limit = Math.max(atLeast, ...owned);
  while (nextLimit(limit) < limit) limit = nextLimit(limit);
  const counts = new Map<string | null, number>();
  return decisions.filter((decision) => {
    const owner = ownerOf(decision);
    if (owner === null) return true;
    const n = counts.get(owner) ?? 0;
    counts.set(owner, n + 1);
    return n < limit;
  });
}

/**
 * Texts with this resemblance share one of 8 bands of 3 hashes with a probability of 1 − (1 − 0.8³)⁸ = 99.7 %.
 * Banding: Leskovec, Rajaraman and Ullman, "Mining of Massive Datasets", section 3.4.
 */
const MIN_RESEMBLANCE = 0.8;
const BANDS = 8;
const ROWS = 3;
const MAX_COMPARISONS = 50;

interface TextCluster {
  words: Set<string>;
  n: number;
}

/**
 * Limits the number of near-duplicates, that is, texts with four in five words in common. They are found by min-wise
 * hashing: Broder, "On the resemblance and containment of documents" (1997).
 */
function withoutNearDuplicates(decisions: readonly TeamDecision[]): TeamDecision[] {
  const texts = new Map<string, TextCluster[]>();
  return decisions.filter(({ title, description }) => {
    const words = wordsOf(`${title}\n${description}`);
    const bands = bandsOf(words);
    const similar = bands.flatMap((band) => texts.get(band) ?? []).slice(0, MAX_COMPARISONS);
    const known = similar.find((text) => resemblance(text.words, words) >= MIN_RESEMBLANCE);
    if (known) return ++known.n <= MAX_SIMILAR_TEXTS;
    const text: TextCluster = { words, n: 1 };
    for (const band of bands) {
      const cluster = texts.get(band);
      if (cluster) cluster.push(text);
      else texts.set(band, [text]);
    }
    return true;
  });
}

/** Ignores digits and punctuation, in which copies of a text usually differ. */
function wordsOf(text: string): Set<string> {
  return new Set(
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{L}[\p{L}\p{M}]*/gu),
  );
}

function resemblance(one: Set<string>, other: Set<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - common;
  return all === 0 ? 1 : common / all;
}

function bandsOf(words: Set<string>): string[] {
  const hashes = [...words].map(hashOf);
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = Array.from({ length: ROWS }, (_, row) => {
      const seed = Math.imul(band * ROWS + row + 1, 0x9e3779b1);
      return hashes.reduce((least, hash) => Math.min(least, mixBits(hash ^ seed)), 0xffffffff);
    });
    return [band, ...rows].join(' ');
  });
}

/** FNV-1a: Fowler, Noll and Vo, "The FNV Non-Cryptographic Hash Algorithm". */
function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < word.length; i++) hash = Math.imul(hash ^ word.charCodeAt(i), 0x01000193);
  return hash;
}

/** Finalizer of MurmurHash3 (Appleby). */
function mixBits(hash: number): number {
  let h = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
