/** A text, normalized to what people read, with the position of each character in the original. */
export interface FoldedText {
  text: string;
  /** `at[i]` is where character `i` begins in the original. A last entry is the length of the original. */
  at: readonly number[];
}

/** Characters without a glyph: format characters, variation selectors, blank Hangul letters. */
const INVISIBLE =
  // eslint-disable-next-line no-misleading-character-class -- a set of single characters
  /[\p{Cf}\p{Cs}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180E\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/u;

/** Letters of other scripts that look like Latin ones, in lower case. NFKD resolves variants such as fullwidth and bold. */
const HOMOGLYPHS = new Map(
  Object.entries({
    a: 'аαɑꭺᴀ',
    b: 'ƅьʙᏼв',
    c: 'сϲᴄꮯⅽ',
    d: 'ԁɗᴅꭰđð',
    e: 'еєҽ℮εᴇꭼё',
    f: 'ғƒꬵꜰ',
    g: 'ɡցɢԍ',
    h: 'һհʜꮋн',
    i: 'іıιɩɪӏїꭵ',
    j: 'јϳյᴊ',
    k: 'кκᴋ',
    l: 'ⅼʟł',
    m: 'мᴍⅿ',
    n: 'пηոɴո',
    o: 'оοօᴏσӧø',
    p: 'рρᴘ',
    q: 'ԛզ',
    r: 'гʀᴦꮁ',
    s: 'ѕꜱꮪ',
    t: 'тτᴛ',
    u: 'υսᴜцʋ',
    v: 'ѵνᴠⅴ',
    w: 'ԝωᴡш',
    x: 'хχⅹ',
    y: 'уүγʏ',
    z: 'ᴢꮓ',
  }).flatMap(([latin, others]) => [...others].map((other) => [other, latin] as const)),
);

const PUNCTUATION: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '\u2028': '\n',
  '\u2029': '\n',
  '\r': '\n',
};

/** Character escapes of HTML, JavaScript and URLs. Of the HTML entities, only those of letters and punctuation. */
const ESCAPED =
  /&(?:#(?<decimal>\d{2,7})|#x(?<hex>[\da-f]{2,6})|(?<name>amp|lt|gt|quot|apos|nbsp|colon|comma|period|excl|sol|lpar|rpar|lsqb|rsqb|lcub|rcub|equals|shy|NewLine));|\\u\{?(?<unicode>[\da-f]{4,6})\}?|\\x(?<byte>[\da-f]{2})|%(?<percent>[2-7][\da-f])/gi;
const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  colon: ':',
  comma: ',',
  period: '.',
  excl: '!',
  sol: '/',
  lpar: '(',
  rpar: ')',
  lsqb: '[',
  rsqb: ']',
  lcub: '{',
  rcub: '}',
  equals: '=',
  shy: '',
  newline: '\n',
};

/** Normalizes a text: lower case, no accents or invisible characters, and Latin letters in place of homoglyphs. */
export function foldText(original: string): FoldedText {
  let text = '';
  const at: number[] = [];
  const known = new Map<string, string>();
  const add = (part: string, start: number) => {
    let position = start;
    for (const character of part) {
      let seen = known.get(character);
      if (seen === undefined) known.set(character, (seen = fold(character)));
      for (let i = 0; i < seen.length; i++) at.push(position);
      text += seen;
      position += character.length;
    }
  };
  let done = 0;
  for (const match of original.matchAll(ESCAPED)) {
    add(original.slice(done, match.index), done);
    const seen = fold(escaped(match.groups!));
    for (let i = 0; i < seen.length; i++) at.push(match.index);
    text += seen;
    done = match.index + match[0].length;
  }
  add(original.slice(done), done);
  at.push(original.length);
  return { text, at };
}

/** Normalizes a single word. */
export function folded(word: string): string {
  return foldText(word).text;
}

/** Returns the character of an escape; empty if its code point is invalid. */
function escaped(groups: Record<string, string | undefined>): string {
  const { decimal, name } = groups;
  if (name) return ENTITIES[name.toLowerCase()]!;
  const hex = groups['hex'] ?? groups['unicode'] ?? groups['byte'] ?? groups['percent'];
  const code = decimal ? Number(decimal) : parseInt(hex!, 16);
  return code > 0x10ffff ? '' : String.fromCodePoint(code);
}

/** Characters with a longer decomposition are ligatures of whole phrases, in scripts without homoglyphs. */
const MAX_EXPANSION = 6;

/** First letters of alphabets that NFKD does not resolve: negative circled, negative squared and regional indicators. */
const ALPHABETS = [0x1f150, 0x1f170, 0x1f1e6];

function fold(character: string): string {
  if (character === '') return '';
  const code = character.codePointAt(0)!;
  if (code < 0x80 && code >= 0x20) return character.toLowerCase();
  if (character === '\n' || character === '\t') return character;
  const punctuation = PUNCTUATION[character];
  if (punctuation) return punctuation;
  const alphabet = ALPHABETS.find((first) => code >= first && code < first + 26);
  if (alphabet !== undefined) return String.fromCharCode(0x61 + code - alphabet);
  if (INVISIBLE.test(character)) return '';
  if (/[\p{Cc}\p{Z}]/u.test(character)) return ' ';
  const unfolded = character.normalize('NFKD').toLowerCase().normalize('NFKD');
  if (unfolded.length > MAX_EXPANSION) return ' ';
  let folded = '';
  for (const part of unfolded) {
    if (!/\p{M}/u.test(part)) folded += HOMOGLYPHS.get(part) ?? part;
  }
  return folded;
}

const DIGITS_AS_LETTERS: Readonly<Record<string, string>> = {
  '0': 'o',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
};

/** Words in which the digit 1 is resolved to "i" or "l", whichever fits. */
const KNOWN_WORDS =
  'ignore ignored disregard its will is in mark obey critically override all earlier previous prior this ticket instruction instructions rules guidelines directives policies system classify classified triage label priority critical high billing technical general confidence will until title reply field file'.split(
    ' ',
  );

const LETTERS_AND_DIGITS = /[a-z013457@$!]{3,30}/g;

/** Resolves digits in place of letters, as in "1gn0re". Undefined if no word mixes letters and digits. */
export function withoutDigitsForLetters(reading: FoldedText): FoldedText | undefined {
  let isMixed = false;
  const text = reading.text.replace(LETTERS_AND_DIGITS, (word, index: number, whole: string) => {
    if (!/[013457@$!]/.test(word) || !/[a-z]/.test(word)) return word;
    if (/[\p{L}\p{N}]/u.test(whole.charAt(index - 1))) return word;
    // Exclamation marks at the end are punctuation, not letters.
    let end = word.length;
    while (word[end - 1] === '!') end -= 1;
    const letters = word.slice(0, end).replace(/[03457@$!]/g, (digit) => DIGITS_AS_LETTERS[digit]!);
    if (letters === word.slice(0, end) && !letters.includes('1')) return word;
    isMixed = true;
    const resolved = letters.includes('1') ? WITH_ONES.get(letters.replace(/[il]/g, '1')) : undefined;
    return (resolved ?? letters.replaceAll('1', 'i')) + word.slice(end);
  });
  return isMixed ? { text, at: reading.at } : undefined;
}

const WITH_ONES = new Map(KNOWN_WORDS.map((word) => [word.replace(/[il]/g, '1'), word]));

/** Deliberate misspellings: transposed letters, or hyphens between syllables. */
const MISSPELLING = /(?<![a-z-])[a-z]{2,16}(?:-[a-z]{2,8}){0,4}(?![a-z-])/g;
/** Shorter words are often anagrams of others. */
const MIN_LETTERS = 5;

/** Corrects misspellings of the words above. Undefined if there are none. */
export function withoutMisspellings({ text, at }: FoldedText): FoldedText | undefined {
  let result = '';
  const positions: number[] = [];
  let done = 0;
  const copyUntil = (end: number) => {
    result += text.slice(done, end);
    for (let i = done; i < end; i++) positions.push(at[i]!);
    done = end;
  };
  for (const { 0: word, index } of text.matchAll(MISSPELLING)) {
    const letters = word.replaceAll('-', '');
    const corrected = letters.length < MIN_LETTERS ? undefined : BY_LETTERS.get(lettersOf(letters));
    if (!corrected || corrected === word) continue;
    copyUntil(index);
    result += corrected;
    for (let i = 0; i < corrected.length; i++) positions.push(at[index]!);
    done = index + word.length;
  }
  if (result === '') return undefined;
  copyUntil(text.length);
  positions.push(at[text.length]!);
  return { text: result, at: positions };
}

/** Key of a word: its first and last letter, with the others in alphabetical order in between. */
function lettersOf(word: string): string {
  return word.charAt(0) + [...word.slice(1, -1)].sort().join('') + word.slice(-1);
}

const BY_LETTERS = new Map(
  [...KNOWN_WORDS, 'your', 'always', 'answer', 'respond', 'forget', 'assistant', 'category']
    .filter((word) => word.length >= MIN_LETTERS)
    .map((word) => [lettersOf(word), word]),
);
