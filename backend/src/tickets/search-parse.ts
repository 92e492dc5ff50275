/** A word of a search, or several in a row, as they were typed. */
export interface SearchedText {
  text: string;
  /** Still being typed: it begins a word. */
  unfinished: boolean;
}

export interface ParsedSearch {
  /** Of any one of them, each text has to be found. */
  alternatives: SearchedText[][];
  excluded: SearchedText[];
}

const QUOTES = '"“”„‟«»';

/** What begins or ends words, but may also stand within one: an order's number, an address, a path. */
const CONNECTORS = `_.:/@=&?#'’‘ʼ‐‑+\\\\%~<>;\\-\u00ad\u200b-\u200d`;

const BETWEEN_WORDS = new RegExp(`[^\\p{L}\\p{M}\\p{N}\\s${QUOTES}${CONNECTORS}]`, 'gu');
const WORD = /[\p{L}\p{M}\p{N}]/u;

/** A minus means "without" at the beginning of a word or phrase alone: "Printer - toner empty" and "--force" are words. */
const TOKEN = new RegExp(
  `(?<minus>(?<!\\S)-(?=[${QUOTES}\\p{L}\\p{N}]))?` +
    `(?:(?<![\\p{L}\\p{M}\\p{N}])[${QUOTES}](?<phrase>[^${QUOTES}]*)(?:[${QUOTES}]|$)|(?<word>[^\\s${QUOTES}]+)|[${QUOTES}])`,
  'gu',
);

/**
 * Words that say little, and are asked for only where nothing else is. Such as say where or how something is ("down", "off",
 * "not") are none of them.
 */
const STOP_WORDS = new Set(
  (
    'a an the i me my we our you your he him his she her it its they them their this that these those what which who ' +
    'am is are was were be been being have has had do does did and but if or because as of at by for with about to from in ' +
    'on so than too very will just should not no nor'
  ).split(' '),
);

/** Words, "phrases", -not, or; the last word also as the beginning of one. */
export function parseSearch(search: string): ParsedSearch {
  const isUnfinished = /[\p{L}\p{M}\p{N}]$/u.test(search);
  const alternatives: SearchedText[][] = [[]];
  const excluded: SearchedText[] = [];
  for (const { index, 0: whole, groups } of search.replace(BETWEEN_WORDS, ' ').matchAll(TOKEN)) {
    const { minus, phrase, word } = groups!;
    const isLast = index + whole.length === search.length;
    if (word?.toLowerCase() === 'or' && !minus && alternatives.at(-1)!.length > 0 && !isLast) {
      alternatives.push([]);
      continue;
    }
    const text = phrase ?? word ?? '';
    if (!WORD.test(text)) continue;
    const unfinished = phrase === undefined && isLast && isUnfinished;
    if (minus) excluded.push({ text, unfinished: false });
    else alternatives.at(-1)!.push({ text, unfinished });
  }
  return {
    alternatives: alternatives.filter((texts) => texts.length > 0).map(withoutStopWords),
    excluded,
  };
}

function withoutStopWords(texts: SearchedText[]): SearchedText[] {
  const telling = texts.filter(({ text }) => !STOP_WORDS.has(text.toLowerCase()));
  return telling.length > 0 ? telling : texts;
}

/** A number as people write it: `172`, `#172`, `№ 172`, `ticket #172`, `Ticket-172`, `Ticket Nr. 172`. */
const NUMBER = /^(?:tickets?(?:[ -]|(?=#|n[or])))?(?:(?:#|n[or]\.?|num(?:ber|mer)) ?)?([1-9]\d{0,9})$/;

/** The number of the one ticket that is asked for. */
export function parseTicketNumber(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  const digits = NUMBER.exec(plain)?.[1];
  return digits !== undefined && Number(digits) <= 2_147_483_647 ? Number(digits) : undefined;
}
