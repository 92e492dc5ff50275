import {
  distinctFeatures,
  FeatureExtractor,
  foldedWords,
  type Mention,
  type Vocabulary,
} from './features.ts';
import { type Language, LanguageDetector, type LanguageWeights } from './languages.ts';
import type { LinearHead } from './linear-model.ts';
import { type NormalizedText, normalizeTicketText } from './ticket-text.ts';

/** A ticket as the model reads it. */
export interface TicketReading {
  text: NormalizedText;
  /** Null for a language that the model was not trained on. */
  language: Language | null;
  mentions: Mention[];
}

/** What a model needs to read tickets, apart from its weights. */
export interface ReadingModel extends Vocabulary {
  languages: LanguageWeights;
  features: readonly string[];
  category: LinearHead;
}

/** With the beginning of a word, these are the longest letters that a model knows. */
const STEM_LENGTH = 4;

const readers = new WeakMap<ReadingModel, TicketReader>();

/** Reads tickets into features. */
export class TicketReader {
  private readonly extractor: FeatureExtractor;
  private readonly detector: LanguageDetector;
  private readonly words: ReadonlySet<string>;

  /** The reader of a model, which is built once. */
  static of(model: ReadingModel): TicketReader {
    const known = readers.get(model);
    if (known) return known;
    const reader = new TicketReader(model);
    readers.set(model, reader);
    return reader;
  }

  constructor(model: ReadingModel) {
    this.extractor = new FeatureExtractor(model);
    this.detector = new LanguageDetector(model.languages);
    // The words of a team follow those of the bundled model and may be of another language.
    const bundled = model.features.slice(0, model.category.weights.length / model.category.classes.length);
    this.words = new Set(bundled.filter((feature) => /^[wW]|^C..:\^/.test(feature)));
  }

  read(title: string, description: string): TicketReading {
    const text = normalizeTicketText(title, description);
    const language = this.detector.detect(text.text, (spoken, word) => this.isKnown(spoken, word));
    return { text, language, mentions: this.extractor.mentions(text, language) };
  }

  /** Distinct features of a ticket, for training. */
  featuresOf(title: string, description: string): Set<string> {
    return distinctFeatures(this.read(title, description).mentions);
  }

  private isKnown(language: Language, word: string): boolean {
    if (language === 'en') return this.words.has(`w${foldedWords(word)[0] ?? ''}`);
    return (
      this.words.has(`W${language}:${word}`) ||
      // Another form of a known word.
      (word.length > STEM_LENGTH && this.words.has(`C${language}:^${word.slice(0, STEM_LENGTH)}`)) ||
      this.extractor.hasGloss(language, word)
    );
  }
}
