import { foldLetters } from './glossary.ts';

/** Languages that the bundled model was trained on. */
export const LANGUAGES = ['en', 'de', 'fr', 'es', 'pt', 'it', 'nl', 'pl', 'tr', 'ja'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Languages in Latin script among {@link LANGUAGES}: the classes of {@link LanguageWeights}. */
export const LATIN_LANGUAGES: readonly Language[] = LANGUAGES.filter((language) => language !== 'ja');

/** Additive evidence for each language: a naive Bayes classifier over words and letters. Part of the model file. */
export interface LanguageWeights {
  features: readonly string[];
  /** In hundredths: one number per language of {@link LATIN_LANGUAGES} and feature, in the order of the features. */
  weights: readonly number[];
}

/** Frequent grammatical words of further languages, without those that are common in one of {@link LANGUAGES}. */
const OTHER_WORDS = new Set(
  (
    'jag och inte är att ett på för mitt jeg ikke og det deg hvordan hvor kunne får minun että miten ' +
    'mutta olen kiitos nejde mohu jsem prosím není můj mám nefunguje dobrý ďakujem môžem egy hogy vagyok ' +
    'kérem tudok és și sunt când vă rog pentru amb més meva però aquest saya tidak bisa yang untuk dengan ' +
    'anda dari không tôi của và là có được mogu moj račun hvala kako nisam nije saa palun või nevaru ' +
    'lūdzu negaliu prašau'
  ).split(' '),
);

const WORD = /\p{L}[\p{L}\p{M}]*/gu;
const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const HAN = /\p{Script=Han}/gu;
const LATIN = /\p{Script=Latin}/gu;
const OTHER_SCRIPT =
  /(?![\p{Script=Latin}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Common}\p{Script=Inherited}])\p{L}/gu;
/** The beginning of a text tells its language. */
const MAX_CHARACTERS = 2000;
/** With fewer words, even a text in a known language may have none that the model knows. */
const MIN_WORDS = 3;
const MIN_KNOWN_SHARE = 0.34;
/** Share of grammatical words of other languages at which a text is in one of them. */
const MIN_OTHER_SHARE = 0.15;

/** Words and letters of a text that tell its language. */
export function languageFeatures(text: string): string[] {
  const features: string[] = [];
  for (const [word] of text.slice(0, MAX_CHARACTERS).toLowerCase().matchAll(WORD)) {
    features.push(`w${word}`);
    const edged = `^${word}$`;
    for (const length of [2, 3, 4])
      for (let at = 0; at + length <= edged.length; at++) features.push(edged.slice(at, at + length));
  }
  return features;
}

/** Detects the language of a text. Build it once per model. */
export class LanguageDetector {
  private readonly indexOf: ReadonlyMap<string, number>;
  private readonly weights: readonly number[];

  constructor({ features, weights }: LanguageWeights) {
    this.indexOf = new Map(features.map((feature, index) => [feature, index]));
    this.weights = weights;
  }

  /**
   * Null for a language that the model was not trained on.
   * @param isKnown whether the model knows a folded word of a language
   */
  detect(text: string, isKnown: (language: Language, word: string) => boolean): Language | null {
    const sample = text.slice(0, MAX_CHARACTERS);
    const count = (pattern: RegExp) => sample.match(pattern)?.length ?? 0;
    const latin = count(LATIN);
    const kana = count(JAPANESE);
    const han = count(HAN);
    // A Japanese character tells about as much as three letters.
    if (3 * (kana + han) > latin) return kana > 0 || han <= 12 ? 'ja' : null;
    if (count(OTHER_SCRIPT) > latin) return null;
    const language = this.likeliest(sample);
    const words = [...sample.toLowerCase().matchAll(WORD)].map(([word]) => word);
    if (words.length < MIN_WORDS) return language;
    const other = words.filter((word) => OTHER_WORDS.has(word)).length;
    const known = words.filter((word) => isKnown(language, foldLetters(word))).length;
    if (known < MIN_KNOWN_SHARE * words.length) return null;
    return other >= MIN_OTHER_SHARE * words.length && known < 0.6 * words.length ? null : language;
  }

  private likeliest(text: string): Language {
    const width = LATIN_LANGUAGES.length;
    const sums = new Array<number>(width).fill(0);
    for (const feature of languageFeatures(text)) {
      const index = this.indexOf.get(feature);
      if (index === undefined) continue;
      for (let k = 0; k < width; k++) sums[k]! += this.weights[index * width + k]!;
    }
    let best = 0;
    for (let k = 1; k < width; k++) if (sums[k]! > sums[best]!) best = k;
    return LATIN_LANGUAGES[best]!;
  }
}
