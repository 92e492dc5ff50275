import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { isComparedTerm, TicketReader } from '@ticketiq/bundled-model';
import { timeSlices } from '../../common/time-slices.js';
import { ExampleSource, type DecisionExample } from '../examples.js';
import { ThreadedTextReader } from '../text-analysis/text-reader.js';
import { readOpenDecisions, type TeamDecision } from './team-decisions.repository.js';

/** Enough to find similar tickets, with an index of a few megabytes. */
const MAX_DECISIONS = 2000;
/** Milliseconds after which the index is rebuilt on the next search. */
const MAX_AGE_MS = 60_000;
const MAX_EXAMPLES = 5;
/** Less similar examples would mislead the model. */
const MIN_SIMILARITY = 0.15;
const EXCERPT_CHARACTERS = 300;
/** The subject of a ticket is usually at the beginning, footers are at the end. */
const COMPARED_CHARACTERS = 800;
/** Terms that occur in more decisions than this share and number do not distinguish tickets. */
const COMMON_TERM = { share: 0.25, atLeast: 200 };
/** Milliseconds after which indexing yields to the event loop. */
const SLICE_MS = 10;

/**
 * Finds the team's decisions on similar tickets by cosine similarity of words, pairs and concepts of the local model,
 * weighted by rarity: Spärck Jones, "A statistical interpretation of term specificity" (1972).
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
    const index = this.index ?? (await this.loading!);
    return index.findSimilar(text);
  }

  /** The previous index remains in use while a new one is built. */
  private refresh(): void {
    if (this.loading) return;
    this.loadedAt = Date.now();
    this.loading = this.load();
    void this.loading
      .then((index) => (this.index = index))
      // Callers that wait for it get the error, and the next call retries.
      .catch(() => (this.loadedAt = 0))
      .finally(() => (this.loading = undefined));
  }

  private async load(): Promise<DecisionIndex> {
    return DecisionIndex.build(
      await readOpenDecisions(this.dataSource.manager, MAX_DECISIONS),
      TicketReader.of(this.reader.model),
    );
  }
}

/** Inverted index of decisions by the terms of their tickets. */
export class DecisionIndex {
  private readonly postings = new Map<string, number[]>();
  private readonly lengths: number[] = [];

  private constructor(
    private readonly decisions: readonly TeamDecision[],
    private readonly reader: TicketReader,
  ) {}

  static async build(decisions: readonly TeamDecision[], reader: TicketReader): Promise<DecisionIndex> {
    const index = new DecisionIndex(decisions, reader);
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

  /** The most similar decisions, best first. */
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
        position,
        similarity: product / (length * this.lengths[position]!),
      }))
      .filter(({ similarity }) => similarity >= MIN_SIMILARITY)
      .sort((a, b) => b.similarity - a.similarity || a.position - b.position)
      .filter(this.onePerAuthor())
      .slice(0, MAX_EXAMPLES)
      .map(({ position }) => {
        const { title, description, category, priority } = this.decisions[position]!;
        return {
          title,
          excerpt: description.slice(0, EXCERPT_CHARACTERS).toWellFormed(),
          category,
          priority,
        };
      });
  }

  /** Several examples by one author would look like the practice for many requesters. */
  private onePerAuthor(): (example: { position: number }) => boolean {
    const seenAuthors = new Set<string>();
    return ({ position }) => {
      const { author } = this.decisions[position]!;
      if (author === null) return true;
      const isFirst = !seenAuthors.has(author);
      seenAuthors.add(author);
      return isFirst;
    };
  }

  private terms(text: string): string[] {
    const features = this.reader.featuresOf('', text.slice(0, COMPARED_CHARACTERS));
    return [...features].filter((feature) => isComparedTerm(feature));
  }

  /** Ignores terms in no decision or in too many: they would only lower every similarity. */
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
