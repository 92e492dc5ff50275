import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { timeSlices } from '../../common/time-slices.js';
import { ExampleSource, type DecisionExample } from '../examples.js';
import { featuresOf, lexiconIndex } from '../local/features.js';
import { ThreadedTextReader } from '../text-analysis/text-reader.js';
import { readDecisions, type TeamDecision } from './team-decisions.repository.js';

/** Enough to find alike ones, and a few megabytes. */
const MAX_DECISIONS = 2000;
const MAX_AGE_MS = 60_000;
const MAX_EXAMPLES = 5;
/** Less alike, an example would only mislead. */
const MIN_SIMILARITY = 0.15;
const EXCERPT_CHARACTERS = 300;
/** Of each text so much is compared: what a ticket is about stands at its beginning, and footers at its end. */
const COMPARED_CHARACTERS = 800;
/** A term of more decisions than this share, or number, tells none of them from the others. */
const COMMON_TERM = { share: 0.25, atLeast: 200 };
/** The decisions are read in slices of so many milliseconds, between which the process serves others. */
const SLICE_MS = 10;

/**
 * The team's past decisions on tickets that read alike: cosine over the local model's words, pairs and concepts, each
 * weighed by how rare it is (Spärck Jones, "A statistical interpretation of term specificity", 1972).
 */
@Injectable()
export class SimilarDecisions extends ExampleSource {
  private index: DecisionIndex | undefined;
  private loading: Promise<DecisionIndex> | undefined;
  private loadedAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: ThreadedTextReader,
  ) {
    super();
  }

  async findSimilar(text: string): Promise<readonly DecisionExample[]> {
    if (!this.index || Date.now() - this.loadedAt > MAX_AGE_MS) this.refresh();
    const memory = this.index ?? (await this.loading!);
    return memory.findSimilar(text);
  }

  /** Meanwhile the former memory answers. */
  private refresh(): void {
    if (this.loading) return;
    this.loadedAt = Date.now();
    this.loading = this.load();
    void this.loading
      .then((memory) => (this.index = memory))
      // Whoever waits for it is told, and the next call tries again.
      .catch(() => (this.loadedAt = 0))
      .finally(() => (this.loading = undefined));
  }

  private async load(): Promise<DecisionIndex> {
    return DecisionIndex.build(
      await readDecisions(this.dataSource.manager, MAX_DECISIONS),
      lexiconIndex(this.reader.model.lexicon),
    );
  }
}

/** Decisions by the terms of their tickets. */
export class DecisionIndex {
  private readonly postings = new Map<string, number[]>();
  private readonly lengths: number[] = [];

  private constructor(
    private readonly decisions: readonly TeamDecision[],
    private readonly concepts: ReadonlyMap<string, readonly string[]>,
  ) {}

  static async build(
    decisions: readonly TeamDecision[],
    concepts: ReadonlyMap<string, readonly string[]>,
  ): Promise<DecisionIndex> {
    const index = new DecisionIndex(decisions, concepts);
    const terms: string[][] = [];
    for await (const [position, { title, description }] of timeSlices(decisions, SLICE_MS)) {
      const ownTerms = index.terms(`${title}\n${description}`);
      for (const term of ownTerms) {
        const positions = index.postings.get(term);
        if (positions) positions.push(position);
        else index.postings.set(term, [position]);
      }
      terms.push(ownTerms);
    }
    for await (const [, ownTerms] of timeSlices(terms, SLICE_MS)) index.lengths.push(index.length(ownTerms));
    return index;
  }

  /** The most alike first. */
  findSimilar(text: string): DecisionExample[] {
    const queryTerms = this.terms(text);
    const products = new Map<number, number>();
    for (const term of queryTerms) {
      const weight = this.rarity(term) ** 2;
      if (weight === 0) continue;
      for (const position of this.postings.get(term)!) {
        products.set(position, (products.get(position) ?? 0) + weight);
      }
    }
    const length = this.length(queryTerms);
    return [...products]
      .map(([position, product]) => ({
        place: position,
        likeness: product / (length * this.lengths[position]!),
      }))
      .filter(({ likeness: similarity }) => similarity >= MIN_SIMILARITY)
      .sort((a, b) => b.likeness - a.likeness || a.place - b.place)
      .filter(this.onePerAuthor())
      .slice(0, MAX_EXAMPLES)
      .map(({ place: position }) => {
        const { title, description, category, priority } = this.decisions[position]!;
        return {
          title,
          excerpt: description.slice(0, EXCERPT_CHARACTERS).toWellFormed(),
          category,
          priority,
        };
      });
  }

  /** Several of one author's would be told as if several people had asked. */
  private onePerAuthor(): (example: { place: number }) => boolean {
    const seenAuthors = new Set<string>();
    return ({ place: position }) => {
      const { author } = this.decisions[position]!;
      if (author === null) return true;
      const isFirst = !seenAuthors.has(author);
      seenAuthors.add(author);
      return isFirst;
    };
  }

  private terms(text: string): string[] {
    const features = featuresOf('', text.slice(0, COMPARED_CHARACTERS), this.concepts);
    return [...features].filter((feature) => /^[wbk]/.test(feature));
  }

  /** Terms that no decision has, or very many, say nothing, and would only make every likeness smaller. */
  private length(terms: readonly string[]): number {
    return Math.sqrt(terms.reduce((sum, term) => sum + this.rarity(term) ** 2, 0));
  }

  private rarity(term: string): number {
    const count = this.postings.get(term)?.length ?? 0;
    const { length } = this.decisions;
    const isCommon = count > Math.max(COMMON_TERM.atLeast, COMMON_TERM.share * length);
    return count === 0 || isCommon ? 0 : Math.log((1 + length) / count);
  }
}
