import iconv from 'iconv-lite';

/** Labels whose common use differs from the Encoding Standard, or that it does not know. */
const ALIASES: Record<string, string> = {
  gb2312: 'gb18030',
  'gb_2312-80': 'gb18030',
  'euc-cn': 'gb18030',
  gbk: 'gb18030',
  'x-gbk': 'gb18030',
  cp936: 'gb18030',
  'iso-2022-jp-ms': 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-3': 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp50222: 'iso-2022-jp',
  cp949: 'euc-kr',
  uhc: 'euc-kr',
  'windows-949': 'euc-kr',
  ks_c_5601: 'euc-kr',
  cp932: 'shift_jis',
  'windows-932': 'shift_jis',
  cp950: 'big5',
  utf8mb4: 'utf-8',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  csunicode11utf7: 'utf-7',
};

const ESCAPE = 0x1b;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;

/**
 * Decodes a text. Never throws: an unknown charset is detected, invalid bytes are replaced.
 * @param charset label as declared, if any
 */
export function decodeText(bytes: Uint8Array, charset?: string | null): string {
  const label = normalizeLabel(charset);
  if (
    label === '' ||
    label === 'us-ascii' ||
    label === 'ascii' ||
    label === 'unknown-8bit' ||
    label === '8bit'
  )
    return detectText(bytes);
  switch (label) {
    case 'utf-8':
      return decodeUtf8(bytes);
    case 'utf-16':
    case 'utf-16le':
    case 'utf-16be':
    case 'unicode':
    case 'ucs-2':
      return decodeUtf16(bytes, label);
    case 'iso-2022-jp':
      return decodeIso2022Jp(bytes);
    case 'iso-2022-kr':
      return decodeShifted(bytes, 'euc-kr', SHIFT_OUT, SHIFT_IN);
    case 'hz-gb-2312':
      return decodeHz(bytes);
    default:
      return decodeAs(bytes, label);
  }
}

/** Text without a declared charset: UTF-16 with a byte order mark, ISO-2022-JP, UTF-8 or windows-1252. */
export function detectText(bytes: Uint8Array): string {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))
    return decodeUtf16(bytes, 'utf-16');
  const escape = bytes.indexOf(ESCAPE);
  if (escape !== -1 && bytes[escape + 1] === 0x24) return decodeIso2022Jp(bytes);
  return decodeUtf8(bytes);
}

function normalizeLabel(charset: string | null | undefined): string {
  const label = (charset ?? '')
    .slice(0, 80)
    .toLowerCase()
    .replace(/[^a-z0-9_.:+-]/g, '');
  const utf8 = label === 'utf8' || label === 'utf_8' || label === 'x-utf-8';
  return utf8 ? 'utf-8' : (ALIASES[label] ?? label);
}

/** Encodings of which the decoders of the runtime know only the standard, without the characters of vendors. */
const EXTENDED: Record<string, string> = {
  'euc-kr': 'cp949',
  ksc5601: 'cp949',
  ksc_5601: 'cp949',
  'ks_c_5601-1987': 'cp949',
  'ks_c_5601-1989': 'cp949',
  korean: 'cp949',
  big5: 'big5hkscs',
  'big5-hkscs': 'big5hkscs',
  shift_jis: 'cp932',
  'shift-jis': 'cp932',
  sjis: 'cp932',
  'x-sjis': 'cp932',
  'windows-31j': 'cp932',
  'euc-jp': 'euc-jp',
};

function decodeAs(bytes: Uint8Array, label: string): string {
  const extended = EXTENDED[label];
  if (extended !== undefined) return iconv.decode(Buffer.from(bytes), extended);
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    // Not in the Encoding Standard.
  }
  const known = iconv.encodingExists(label) && !/^(?:base64|hex|binary|ucs2|internal)/.test(label);
  return known ? iconv.decode(Buffer.from(bytes), label) : detectText(bytes);
}

/** UTF-8, or windows-1252 if the text is no valid UTF-8 and has no valid sequence that shows otherwise. */
function decodeUtf8(bytes: Uint8Array): string {
  const text = new TextDecoder('utf-8').decode(bytes);
  if (!text.includes('\uFFFD')) return text;
  const hasSequence = /[\u0080-\uFFFC]/.test(text);
  return hasSequence ? text : new TextDecoder('windows-1252').decode(bytes);
}

function decodeUtf16(bytes: Uint8Array, label: string): string {
  const bigMark = bytes[0] === 0xfe && bytes[1] === 0xff;
  const littleMark = bytes[0] === 0xff && bytes[1] === 0xfe;
  const sample = bytes.subarray(0, 200);
  let [evenZeros, oddZeros] = [0, 0];
  sample.forEach((byte, i) => {
    if (byte !== 0) return;
    if (i % 2 === 0) evenZeros++;
    else oddZeros++;
  });
  // A label of UTF-16 on a text that was converted to eight bits on its way.
  if (!bigMark && !littleMark && evenZeros + oddZeros === 0 && decodesAsUtf8(bytes)) return decodeUtf8(bytes);
  const big = bigMark || (!littleMark && (label === 'utf-16be' || evenZeros > oddZeros));
  return new TextDecoder(big ? 'utf-16be' : 'utf-16le').decode(bytes);
}

function decodesAsUtf8(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80) && bytes.length > 0;
}

/**
 * ISO-2022-JP with the characters of vendors (CP50220), half-width Katakana and JIS X 0212, by way of Shift_JIS and
 * EUC-JP, whose decoders know them.
 */
function decodeIso2022Jp(bytes: Uint8Array): string {
  const decoder = new JapaneseDecoder(bytes.length);
  let start = 0;
  let set: CharacterSet = 'ascii';
  for (let i = 0; i <= bytes.length; i++) {
    const change: { set: CharacterSet; length: number } | undefined =
      i === bytes.length ? { set, length: 0 } : characterSetAt(bytes, i, set);
    if (!change) continue;
    decoder.add(bytes.subarray(start, i), set);
    set = change.set;
    start = i + change.length;
    i = Math.max(i, start - 1);
  }
  return decoder.end();
}

/** Collects a text in Shift_JIS, to decode it as a whole. */
class JapaneseDecoder {
  private text = '';
  private readonly shiftJis: Buffer;
  private length = 0;

  constructor(longest: number) {
    this.shiftJis = Buffer.allocUnsafe(longest);
  }

  add(bytes: Uint8Array, set: CharacterSet): void {
    if (bytes.length === 0) return;
    if (set === 'jis212') {
      this.text = this.end() + decodeJis212(bytes);
      return;
    }
    const converted =
      set === 'jis208' ? toShiftJis(bytes) : set === 'katakana' ? bytes.map((byte) => byte | 0x80) : bytes;
    this.shiftJis.set(converted, this.length);
    this.length += converted.length;
  }

  end(): string {
    this.text += decodeAs(this.shiftJis.subarray(0, this.length), 'shift_jis');
    this.length = 0;
    return this.text;
  }
}

type CharacterSet = 'ascii' | 'katakana' | 'jis208' | 'jis212';

function characterSetAt(
  bytes: Uint8Array,
  at: number,
  current: CharacterSet,
): { set: CharacterSet; length: number } | undefined {
  const byte = bytes[at];
  if (byte === SHIFT_OUT) return { set: 'katakana', length: 1 };
  if (byte === SHIFT_IN) return { set: 'ascii', length: 1 };
  // A line that ends without a return to ASCII.
  if (byte === 0x0a && current !== 'ascii') return { set: 'ascii', length: 0 };
  if (byte !== ESCAPE) return undefined;
  const sequence = Buffer.from(bytes.subarray(at + 1, at + 4)).toString('latin1');
  if (/^\([BJH]/.test(sequence)) return { set: 'ascii', length: 3 };
  if (sequence.startsWith('(I')) return { set: 'katakana', length: 3 };
  if (sequence.startsWith('$(D')) return { set: 'jis212', length: 4 };
  if (/^\$\([@B]/.test(sequence)) return { set: 'jis208', length: 4 };
  if (/^\$[@B]/.test(sequence)) return { set: 'jis208', length: 3 };
  return undefined;
}

/** JIS X 0212, which is not in Shift_JIS. */
function decodeJis212(bytes: Uint8Array): string {
  const euc = new Uint8Array(Math.floor(bytes.length / 2) * 3);
  for (let i = 0; i + 1 < bytes.length; i += 2)
    euc.set([0x8f, bytes[i]! | 0x80, bytes[i + 1]! | 0x80], (i / 2) * 3);
  return decodeAs(euc, 'euc-jp');
}

function toShiftJis(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let i = 0; i + 1 < bytes.length; i += 2) {
    const [row, cell] = [(bytes[i]! & 0x7f) - 0x21, (bytes[i + 1]! & 0x7f) - 0x21];
    const lead = (row >> 1) + 0x81;
    out[i] = lead > 0x9f ? lead + 0x40 : lead;
    const trail = row % 2 === 0 ? cell + 0x40 : cell + 0x9f;
    out[i + 1] = row % 2 === 0 && trail >= 0x7f ? trail + 1 : trail;
  }
  return out;
}

/** Seven-bit encodings with a shift to a set of two bytes. */
function decodeShifted(bytes: Uint8Array, label: string, out: number, into: number): string {
  const plain: number[] = [];
  let shifted = false;
  for (const byte of bytes) {
    if (byte === out) shifted = true;
    else if (byte === into) shifted = false;
    else plain.push(shifted && byte > 0x20 ? byte | 0x80 : byte);
  }
  const text = decodeAs(Uint8Array.from(plain), label);
  return text.startsWith('\x1b$)C') ? text.slice(4) : text;
}

function decodeHz(bytes: Uint8Array): string {
  const marked: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    const next = bytes[i + 1];
    if (bytes[i] !== 0x7e) marked.push(bytes[i]!);
    else if (next === 0x7b) marked.push(SHIFT_OUT);
    else if (next === 0x7d) marked.push(SHIFT_IN);
    else if (next === 0x7e) marked.push(0x7e);
    if (bytes[i] === 0x7e) i++;
  }
  return decodeShifted(Uint8Array.from(marked), 'gb18030', SHIFT_OUT, SHIFT_IN);
}
