import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { inSlices } from '../../in-slices.js';
import { ExampleSource, type Example } from '../examples.js';
import { featuresOf, lexiconIndex } from '../local/features.js';
import { ThreadedTextReader } from '../text-analysis/text-reader.js';
import { readDecisions, type TeamDecision } from './team-decisions.js';

/** Enough to find alike ones, and a few megabytes. */
const REMEMBERED = 2000;
const FRESH_MS = 60_000;
const TOLD = 5;
/** Less alike, an example would only mislead. */
const ALIKE = 0.15;
const EXCERPT_CHARACTERS = 300;
/** Of each text so much is compared: what a ticket is about stands at its beginning, and footers at its end. */
const COMPARED_CHARACTERS = 800;
/** A term of more decisions than this share, or number, tells none of them from the others. */
const COMMON = { share: 0.25, atLeast: 200 };
/** The decisions are read in slices of so many milliseconds, between which the process serves others. */
const SLICE_MS = 10;

/**
 * The team's past decisions on tickets that read alike: cosine over the local model's words, pairs and concepts, each
 * weighed by how rare it is (Spärck Jones, "A statistical interpretation of term specificity", 1972).
 */
@Injectable()
export class SimilarDecisions extends ExampleSource {
  private memory: Memory | undefined;
  private reading: Promise<Memory> | undefined;
  private readAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly reader: ThreadedTextReader,
  ) {
    super();
  }

  async similarTo(text: string): Promise<readonly Example[]> {
    if (!this.memory || Date.now() - this.readAt > FRESH_MS) this.refresh();
    const memory = this.memory ?? (await this.reading!);
    return memory.alike(text);
  }

  /** Meanwhile the former memory answers. */
  private refresh(): void {
    if (this.reading) return;
    this.readAt = Date.now();
    this.reading = this.read();
    void this.reading
      .then((memory) => (this.memory = memory))
      // Whoever waits for it is told, and the next call tries again.
      .catch(() => (this.readAt = 0))
      .finally(() => (this.reading = undefined));
  }

  private async read(): Promise<Memory> {
    return Memory.of(
      await readDecisions(this.dataSource.manager, REMEMBERED),
      lexiconIndex(this.reader.model.lexicon),
    );
  }
}

/** Decisions by the terms of their tickets. */
export class Memory {
  private readonly placesOf = new Map<string, number[]>();
  private readonly lengths: number[] = [];

  private constructor(
    private readonly decisions: readonly TeamDecision[],
    private readonly concepts: ReadonlyMap<string, readonly string[]>,
  ) {}

  static async of(
    decisions: readonly TeamDecision[],
    concepts: ReadonlyMap<string, readonly string[]>,
  ): Promise<Memory> {
    const memory = new Memory(decisions, concepts);
    const terms: string[][] = [];
    for await (const [place, { title, description }] of inSlices(decisions, SLICE_MS)) {
      const own = memory.terms(`${title}\n${description}`);
      for (const term of own) {
        const places = memory.placesOf.get(term);
        if (places) places.push(place);
        else memory.placesOf.set(term, [place]);
      }
      terms.push(own);
    }
    for await (const [, own] of inSlices(terms, SLICE_MS)) memory.lengths.push(memory.length(own));
    return memory;
  }

  /** The most alike first. */
  alike(text: string): Example[] {
    const asked = this.terms(text);
    const products = new Map<number, number>();
    for (const term of asked) {
      const weight = this.rarity(term) ** 2;
      if (weight === 0) continue;
      for (const place of this.placesOf.get(term)!) {
        products.set(place, (products.get(place) ?? 0) + weight);
      }
    }
    const length = this.length(asked);
    return [...products]
      .map(([place, product]) => ({ place, likeness: product / (length * this.lengths[place]!) }))
      .filter(({ likeness }) => likeness >= ALIKE)
      .sort((a, b) => b.likeness - a.likeness || a.place - b.place)
      .filter(this.firstOfAuthor())
      .slice(0, TOLD)
      .map(({ place }) => {
        const { title, description, category, priority } = this.decisions[place]!;
        return {
          title,
          excerpt: description.slice(0, EXCERPT_CHARACTERS).toWellFormed(),
          category,
          priority,
        };
      });
  }

  /** Several of one author's would be told as if several people had asked. */
  private firstOfAuthor(): (example: { place: number }) => boolean {
    const told = new Set<string>();
    return ({ place }) => {
      const { author } = this.decisions[place]!;
      if (author === null) return true;
      const isFirst = !told.has(author);
      told.add(author);
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
    const places = this.placesOf.get(term)?.length ?? 0;
    const { length } = this.decisions;
    const isCommon = places > Math.max(COMMON.atLeast, COMMON.share * length);
    return places === 0 || isCommon ? 0 : Math.log((1 + length) / places);
  }
}
