/**
 * Glosses a text in another language word by word in English. The glosses carry the weights of the English features
 * over to the other languages, which have fewer training texts.
 */

/** Lines `term=gloss` by language. A term that ends in `*` is a prefix. Part of the model file. */
export type Glossary = readonly string[];

/** A passage of the text with its English gloss. */
export interface Gloss {
  start: number;
  end: number;
  /** Normalized English words. */
  terms: readonly string[];
}

/** A word of the text to be glossed. */
export interface GlossableWord {
  /** Folded: lower case, without accents. */
  term: string;
  start: number;
  end: number;
}

const MAX_PHRASE_LENGTH = 4;
const MIN_COMPOUND_PART = 3;
const MIN_COMPOUND = 7;
/** Letters between the parts of a German or Dutch compound. */
const LINKS = ['', 's', 'es', 'n', 'en', 'e', '-'];
const MAX_JAPANESE_TERM = 12;

/** Lower case without accents, because people often omit them. */
export function foldLetters(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .replaceAll('ı', 'i')
    .replaceAll('ł', 'l')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('’', "'");
}

function isHiragana(letter: string | undefined): boolean {
  return letter !== undefined && letter >= '\u3041' && letter <= '\u309f';
}

/** Index of a glossary. Build it once per model. */
export class GlossaryIndex {
  private readonly exact = new Map<string, readonly string[]>();
  private readonly prefixes = new Map<string, readonly string[]>();
  private longestPrefix = 0;

  constructor(glossary: Glossary, englishTerms: (text: string) => string[]) {
    for (const line of glossary) {
      const at = line.indexOf('=');
      const term = foldLetters(line.slice(0, at));
      const gloss = englishTerms(line.slice(at + 1));
      if (term.endsWith('*')) {
        const prefix = term.slice(0, -1);
        this.prefixes.set(prefix, gloss);
        this.longestPrefix = Math.max(this.longestPrefix, prefix.length);
      } else this.exact.set(term, gloss);
    }
  }

  /** Glosses words that spaces separate, the longest phrase first. Words without a gloss stand for themselves. */
  glossWords(words: readonly GlossableWord[], compounds: boolean): Gloss[] {
    const glosses: Gloss[] = [];
    for (let at = 0; at < words.length;) {
      let length = Math.min(MAX_PHRASE_LENGTH, words.length - at);
      let terms: readonly string[] | undefined;
      for (; length > 0; length--) {
        const phrase = words
          .slice(at, at + length)
          .map(({ term }) => term)
          .join(' ');
        terms =
          this.exact.get(phrase) ?? this.findPrefix(phrase, length > 1 ? phrase.lastIndexOf(' ') + 1 : 2);
        if (terms) break;
      }
      const word = words[at]!;
      if (!terms) {
        length = 1;
        terms = (compounds ? this.glossCompound(word.term) : undefined) ?? [word.term];
      }
      glosses.push({ start: word.start, end: words[at + length - 1]!.end, terms });
      at += length;
    }
    return glosses;
  }

  /** Glosses a run of letters without spaces by the longest match at each position. Letters without a gloss are skipped. */
  glossRun(run: string, offset: number): Gloss[] {
    const glosses: Gloss[] = [];
    for (let at = 0; at < run.length;) {
      let length = Math.min(MAX_JAPANESE_TERM, run.length - at);
      for (; length > 0; length--) {
        const terms = this.exact.get(run.slice(at, at + length));
        if (!terms) continue;
        glosses.push({ start: offset + at, end: offset + at + length, terms });
        break;
      }
      const previous = glosses.at(-1);
      // A verb's ending without a gloss belongs to the verb.
      if (length === 0 && previous?.end === offset + at && isHiragana(run[at - 1]) && isHiragana(run[at]))
        previous.end++;
      at += Math.max(1, length);
    }
    return glosses;
  }

  /** English words for a single folded word, without a look at its parts. */
  find(term: string): readonly string[] | undefined {
    return this.exact.get(term) ?? this.findPrefix(term, 2);
  }

  /** The longest prefix in the glossary of at least `min` letters. */
  private findPrefix(phrase: string, min: number): readonly string[] | undefined {
    for (let length = Math.min(phrase.length, this.longestPrefix); length > min; length--) {
      const terms = this.prefixes.get(phrase.slice(0, length));
      if (terms) return terms;
    }
    return undefined;
  }

  /** The parts of a compound, the longest first part first. Undefined if neither end is in the glossary. */
  private glossCompound(word: string): readonly string[] | undefined {
    if (word.length < MIN_COMPOUND) return undefined;
    for (let at = word.length - MIN_COMPOUND_PART; at >= MIN_COMPOUND_PART; at--) {
      const tail = this.exact.get(word.slice(at)) ?? this.findPrefix(word.slice(at), MIN_COMPOUND_PART - 1);
      if (!tail) continue;
      for (const link of LINKS) {
        const head = word.slice(0, at);
        if (!head.endsWith(link)) continue;
        const stem = head.slice(0, head.length - link.length);
        const first = this.exact.get(stem) ?? this.prefixes.get(stem) ?? this.glossCompound(stem);
        if (first) return [...first, ...tail];
      }
    }
    // One known end is better than nothing.
    for (let at = MIN_COMPOUND_PART; at <= word.length - MIN_COMPOUND_PART - 1; at++) {
      const tail = this.exact.get(word.slice(at)) ?? this.findPrefix(word.slice(at), MIN_COMPOUND_PART);
      if (tail) return tail;
    }
    return undefined;
  }
}
