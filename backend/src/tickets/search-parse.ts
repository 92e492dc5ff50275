/** A word or phrase of a search, as typed. */
export interface SearchedText {
  text: string;
  /** Whether the last word is incomplete and matches as a prefix. */
  unfinished: boolean;
}

export interface ParsedSearch {
  /** Alternatives, each of texts that all have to match. */
  alternatives: SearchedText[][];
  excluded: SearchedText[];
}

const QUOTES = '"“”„‟«»';

/** Characters between words that may also be part of one, as in order numbers, addresses and paths. */
const CONNECTORS = `_.:/@=&?#'’‘ʼ‐‑+\\\\%~<>;\\-\u00ad\u200b-\u200d`;

const BETWEEN_WORDS = new RegExp(`[^\\p{L}\\p{M}\\p{N}\\s${QUOTES}${CONNECTORS}]`, 'gu');
const WORD = /[\p{L}\p{M}\p{N}]/u;

/** A minus excludes only at the start of a word or phrase: in "Printer - toner empty" and "--force" it does not. */
const TOKEN = new RegExp(
  `(?<minus>(?<!\\S)-(?=[${QUOTES}\\p{L}\\p{N}]))?` +
    `(?:(?<![\\p{L}\\p{M}\\p{N}])[${QUOTES}](?<phrase>[^${QUOTES}]*)(?:[${QUOTES}]|$)|(?<word>[^\\s${QUOTES}]+)|[${QUOTES}])`,
  'gu',
);

/**
 * Stop words, which are searched only if there are no other words. Words that describe a state ("down", "off") are not
 * included.
 */
const STOP_WORDS = new Set(
  (
    'a an the i me my we our you your he him his she her it its they them their this that these those what which who ' +
    'am is are was were be been being have has had do does did and but if or because as of at by for with about to from in ' +
    'on so than too very will just should not no nor'
  ).split(' '),
);

/** Parses a search of words, "phrases", exclusions with `-` and `or`. The last word also matches as a prefix. */
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
    const text = withoutScheme(phrase ?? word ?? '');
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
  const contentWords = texts.filter(({ text }) => !STOP_WORDS.has(text.toLowerCase()));
  return contentWords.length > 0 ? contentWords : texts;
}

/** Scheme of a web address and `www.` before its host. */
const WEB_SCHEME = /^[^\p{L}\p{M}\p{N}]*(?:https?|wss?|ftps?):\/\/(?=[\p{L}\p{N}])/iu;
const WWW = /^www\.(?=[\p{L}\p{N}-]+\.[\p{L}\p{N}])/iu;
const DEFAULT_PORT = /^([^/?#]*):(?:80|443)(?=[/?#]|$)/;

/** A web address is also written without its scheme, or has moved from `http://` to `https://`. */
function withoutScheme(text: string): string {
  const address = text.replace(WEB_SCHEME, '');
  return (address === text ? text : address.replace(DEFAULT_PORT, '$1')).replace(WWW, '');
}

/** Spellings of a ticket number: `172`, `#172`, `#0172`, `№ 172`, `ticket #172`, `Ticket-172`, `Ticket Nr. 172`, `#172.`. */
const NUMBER =
  /^(?:tickets?(?:[ -]|(?=#|n[or])))?(?:(?:#0{0,9}|(?:n[or]\.?|num(?:ber|mer)) ?)?|# )([1-9]\d{0,9})[.:]?$/;
/** The address of a ticket in the console, or its path. */
const ADDRESS = /^(?:https?:\/\/[^\s?#]+)?\/tickets\/([1-9]\d{0,9})\/?(?:[?#]\S*)?$/;

/** The ticket number, if the search consists of one; else undefined. */
export function parseTicketNumber(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim().replaceAll(/\s+/g, ' ').toLowerCase();
  const digits = (NUMBER.exec(plain) ?? ADDRESS.exec(plain))?.[1];
  return digits !== undefined && Number(digits) <= 2_147_483_647 ? Number(digits) : undefined;
}
