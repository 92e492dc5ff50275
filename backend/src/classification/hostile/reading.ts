/** A text as a reader would take it, and where each of its characters stands in the original. */
export interface Reading {
  text: string;
  /** Of the character at `i`: where it begins in the original. One more entry closes the last. */
  at: readonly number[];
}

/** What prints nothing: format characters, variation selectors, and letters of Hangul that are blank. */
const INVISIBLE =
  // eslint-disable-next-line no-misleading-character-class -- each is meant by itself
  /[\p{Cf}\p{Cs}\u034F\u115F\u1160\u17B4\u17B5\u180B-\u180E\u3164\uFE00-\uFE0F\uFFA0\u{E0100}-\u{E01EF}]/u;

/** Letters of other scripts that look like Latin ones, in lower case; what NFKD resolves (fullwidth, bold) isn't here. */
const LOOK_ALIKES = new Map(
  Object.entries({
    a: 'аαɑꭺᴀ',
    b: 'ƅьʙᏼв',
    c: 'сϲᴄꮯⅽ',
    d: 'ԁɗᴅꭰ',
    e: 'еєҽ℮εᴇꭼё',
    f: 'ғƒꬵꜰ',
    g: 'ɡցɢԍ',
    h: 'һհʜꮋн',
    i: 'іıιɩɪӏїꭵ',
    j: 'јϳյᴊ',
    k: 'кκᴋ',
    l: 'ⅼӏʟ',
    m: 'мᴍⅿ',
    n: 'пηոɴո',
    o: 'оοօᴏσӧ',
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

/** Lower case, without accents and what can't be seen; look-alikes of Latin letters are Latin letters. */
export function read(original: string): Reading {
  let text = '';
  const at: number[] = [];
  let position = 0;
  for (const character of original) {
    const seen = fold(character);
    for (let i = 0; i < seen.length; i++) at.push(position);
    text += seen;
    position += character.length;
  }
  at.push(position);
  return { text, at };
}

/** What unfolds to more is a sign for a whole phrase, in a script that no look-alike of a Latin letter is of. */
const LONGEST_UNFOLDING = 6;

function fold(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x80 && code >= 0x20) return character.toLowerCase();
  if (character === '\n' || character === '\t') return character;
  const punctuation = PUNCTUATION[character];
  if (punctuation) return punctuation;
  if (INVISIBLE.test(character)) return '';
  if (/[\p{Cc}\p{Z}]/u.test(character)) return ' ';
  const unfolded = character.normalize('NFKD').toLowerCase().normalize('NFKD');
  if (unfolded.length > LONGEST_UNFOLDING) return ' ';
  let folded = '';
  for (const part of unfolded) {
    if (!/\p{M}/u.test(part)) folded += LOOK_ALIKES.get(part) ?? part;
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
};

/** In which a 1 can be either letter. */
const OUR_WORDS =
  'ignore ignored disregard override all earlier previous prior this ticket instruction instructions rules guidelines directives policies system classify classified triage label priority critical high billing technical general confidence will until title reply field file'.split(
    ' ',
  );

/** The same with digits read as the letters that they stand for, "1gn0re"; undefined where no word mixes the two. */
export function withoutDigitsForLetters(reading: Reading): Reading | undefined {
  const mixed = /(?<![\p{L}\p{N}@$])(?=[\p{N}@$]{0,20}[a-z])(?=[a-z]{0,20}[013457@$])[a-z013457@$]{3,30}/gu;
  const text = reading.text.replace(mixed, (word) => {
    const letters = word.replace(/[03457@$]/g, (digit) => DIGITS_AS_LETTERS[digit]!);
    const pattern = new RegExp(`^${letters.replaceAll('1', '[il]')}$`);
    return OUR_WORDS.find((ours) => pattern.test(ours)) ?? letters.replaceAll('1', 'i');
  });
  return text === reading.text ? undefined : { text, at: reading.at };
}
