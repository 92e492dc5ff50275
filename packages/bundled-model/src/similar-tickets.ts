import { FUNCTION_WORDS, isComparedTerm, type Mention } from './features.ts';

/** A decided ticket that resembles another text. */
export interface SimilarTicket {
  /** Position in the list of decided tickets. */
  position: number;
  /** Cosine similarity, in (0, 1]. */
  similarity: number;
}

/** The subject of a ticket is usually at the beginning, footers are at the end. */
const COMPARED_CHARACTERS = 800;
const MAX_NEIGHBORS = 10;
/** Less similar tickets only share everyday words. */
const MIN_SIMILARITY = 0.1;
/** Terms of most decisions are the subject of the team, so they count too: at least this share of the largest rarity. */
const MIN_RARITY = 0.6;
/** Scripts without spaces between words: their words are only found by their letters. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whether a feature stands for a word, a pair of words or a concept, or for letters where nothing separates words. */
export function isTerm(feature: string): boolean {
  return isComparedTerm(feature) || (feature.startsWith('c') && UNSPACED.test(feature));
}

/** Words such as "how do" resemble in tickets about any subject. */
function isGrammatical(feature: string): boolean {
  return (
    /^[wb]/.test(feature) &&
    feature
      .slice(1)
      .split(' ')
      .every((word) => FUNCTION_WORDS.has(word))
  );
}

/** Indexes of the terms that tickets are compared by. */
export function comparedTerms(
  found: readonly Pick<Mention, 'start' | 'features'>[],
  indexOf: ReadonlyMap<string, number>,
): number[] {
  const terms = new Set<number>();
  for (const { start, features } of found) {
    if (start >= COMPARED_CHARACTERS) continue;
    for (const feature of features) {
      const index = isTerm(feature) && !isGrammatical(feature) ? indexOf.get(feature) : undefined;
      if (index !== undefined) terms.add(index);
    }
  }
  return [...terms];
}

/**
 * Finds the decided tickets that resemble a text by cosine similarity of terms, weighted by rarity: Spärck Jones, "A
 * statistical interpretation of term specificity" (1972).
 */
export class SimilarTickets {
  private readonly postings = new Map<number, number[]>();
  private readonly lengths: readonly number[];
  private readonly tickets: readonly (readonly number[])[];

  /** @param tickets the terms of each decided ticket */
  constructor(tickets: readonly (readonly number[])[]) {
    this.tickets = tickets;
    for (const [position, terms] of tickets.entries()) {
      for (const term of terms) {
        const positions = this.postings.get(term);
        if (positions) positions.push(position);
        else this.postings.set(term, [position]);
      }
    }
    this.lengths = tickets.map((terms) => this.length(terms));
  }

  /**
   * The nearest tickets, best first.
   * @param isAllowed leaves out tickets, such as those of the fold that is evaluated
   */
  nearest(terms: readonly number[], isAllowed: (position: number) => boolean = () => true): SimilarTicket[] {
    const products = new Map<number, number>();
    for (const term of terms) {
      const weight = this.rarity(term) ** 2;
      if (weight === 0) continue;
      for (const position of this.postings.get(term)!) {
        if (isAllowed(position)) products.set(position, (products.get(position) ?? 0) + weight);
      }
    }
    const length = this.length(terms);
    return [...products]
      .map(([position, product]) => ({ position, similarity: product / (length * this.lengths[position]!) }))
      .filter(({ similarity }) => similarity >= MIN_SIMILARITY)
      .sort((a, b) => b.similarity - a.similarity || a.position - b.position)
      .slice(0, MAX_NEIGHBORS);
  }

  /** Terms in no ticket count as the rarest: a text about another subject resembles nothing. */
  private length(terms: readonly number[]): number {
    return Math.sqrt(terms.reduce((sum, term) => sum + this.rarityOrLargest(term) ** 2, 0));
  }

  private rarityOrLargest(term: number): number {
    return this.postings.has(term) ? this.rarity(term) : this.largestRarity();
  }

  private rarity(term: number): number {
    const count = this.postings.get(term)?.length ?? 0;
    if (count === 0) return 0;
    return Math.max(Math.log((1 + this.tickets.length) / count), MIN_RARITY * this.largestRarity());
  }

  private largestRarity(): number {
    return Math.log(1 + this.tickets.length);
  }
}

/** Similarities are raised to this power, so that the nearest tickets outvote many distant ones. */
const SHARPNESS = 2;

/** Weight of each class in the vote of similar tickets. */
export function countVotes(
  nearest: readonly SimilarTicket[],
  labels: readonly number[],
  classes: number,
): number[] {
  const votes = new Array<number>(classes).fill(0);
  for (const { position, similarity } of nearest) votes[labels[position]!]! += similarity ** SHARPNESS;
  return votes;
}

/** Weight of the votes at which they get half of their share. */
const HALF_WEIGHT = 0.15;

/**
 * Mixes the vote into probabilities. Its share grows with the similarity of the tickets: without similar tickets the
 * probabilities stay as they are.
 */
export function mixVotes(
  probabilities: readonly number[],
  votes: readonly number[],
  share: number,
): number[] {
  const total = votes.reduce((sum, vote) => sum + vote, 0);
  if (total === 0 || share === 0) return [...probabilities];
  const part = (share * total) / (total + HALF_WEIGHT);
  return probabilities.map((value, k) => (1 - part) * value + (part * votes[k]!) / total);
}
