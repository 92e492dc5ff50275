import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ExampleSource, type Example } from '../examples.js';
import { distinctFeatures, lexiconIndex, mentions } from '../local/features.js';
import { LocalClassifier } from '../local/local-classifier.js';
import { readDecisions, type TeamDecision } from './team-decisions.js';

/** Enough to find alike ones, and a few megabytes. */
const REMEMBERED = 2000;
const FRESH_MS = 60_000;
const TOLD = 5;
/** Less alike, an example would only mislead. */
const ALIKE = 0.15;
const EXCERPT_CHARACTERS = 300;

/**
 * The team's past decisions on tickets that read alike: cosine over the local model's words, pairs and concepts, each
 * weighed by how rare it is (Spärck Jones, "A statistical interpretation of term specificity", 1972).
 */
@Injectable()
export class SimilarDecisions extends ExampleSource {
  private memory: Promise<Memory> | undefined;
  private readAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly local: LocalClassifier,
  ) {
    super();
  }

  async similarTo(text: string): Promise<readonly Example[]> {
    if (!this.memory || Date.now() - this.readAt > FRESH_MS) {
      this.readAt = Date.now();
      this.memory = this.read();
      // The next call tries again.
      this.memory.catch(() => (this.memory = undefined));
    }
    return (await this.memory).alike(text);
  }

  private async read(): Promise<Memory> {
    return new Memory(
      await readDecisions(this.dataSource.manager, REMEMBERED),
      lexiconIndex(this.local.model.file.lexicon),
    );
  }
}

/** Decisions by the terms of their tickets. */
export class Memory {
  private readonly placesOf = new Map<string, number[]>();
  private readonly lengths: number[];

  constructor(
    private readonly decisions: readonly TeamDecision[],
    private readonly concepts: ReadonlyMap<string, readonly string[]>,
  ) {
    const terms = decisions.map(({ title, description }) => this.terms(`${title}\n${description}`));
    for (const [place, own] of terms.entries()) {
      for (const term of own) this.placesOf.set(term, [...(this.placesOf.get(term) ?? []), place]);
    }
    this.lengths = terms.map((own) => this.length(own));
  }

  /** The most alike first. */
  alike(text: string): Example[] {
    const asked = this.terms(text);
    const products = new Map<number, number>();
    for (const term of asked) {
      for (const place of this.placesOf.get(term) ?? []) {
        products.set(place, (products.get(place) ?? 0) + this.rarity(term) ** 2);
      }
    }
    const length = this.length(asked);
    return [...products]
      .map(([place, product]) => ({ place, likeness: product / (length * this.lengths[place]!) }))
      .filter(({ likeness }) => likeness >= ALIKE)
      .sort((a, b) => b.likeness - a.likeness || a.place - b.place)
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

  private terms(text: string): string[] {
    return [...distinctFeatures(mentions('', text, this.concepts))].filter((feature) =>
      /^[wbk]/.test(feature),
    );
  }

  /** Terms that no decision has say nothing, and would only make every likeness smaller. */
  private length(terms: readonly string[]): number {
    return Math.sqrt(terms.reduce((sum, term) => sum + this.rarity(term) ** 2, 0));
  }

  private rarity(term: string): number {
    const places = this.placesOf.get(term)?.length ?? 0;
    return places === 0 ? 0 : Math.log((1 + this.decisions.length) / places);
  }
}
