import { MailTooComplex } from '../mail-parsing.errors.js';
import { MAIL_LIMITS } from '../parsed-mail.js';
import { MimePart, type HeaderField } from './mime-part.js';

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
/** Bytes of the headers of one part. */
const LONGEST_HEADERS = 2 * 1024 * 1024;
/** Longest line that is compared with boundaries. */
const LONGEST_BOUNDARY_LINE = 1_000;
const FIELD = /^([!-9;-~]{1,200})[ \t]*:/;

interface OpenBoundary {
  value: string;
  part: MimePart;
  /** Where the part that is being read starts: the preamble for a multipart. */
  start: number;
}

interface Line {
  start: number;
  /** Without the line break. */
  end: number;
  next: number;
}

export interface MimeResult {
  root: MimePart;
  defects: Set<string>;
}

/**
 * Splits a mail into its parts, in one pass. Repairs what it can.
 * @throws MailTooComplex
 */
export function parseMime(raw: Buffer): MimeResult {
  return new MimeReader(withLineFeeds(raw)).read();
}

/** Old programs end lines by a carriage return alone. */
function withLineFeeds(raw: Buffer): Buffer {
  if (raw.includes(LF) || !raw.includes(CR)) return raw;
  return Buffer.from(raw.map((byte) => (byte === CR ? LF : byte)));
}

class MimeReader {
  private readonly defects = new Set<string>();
  private readonly open: OpenBoundary[] = [];
  private parts = 0;
  private headers = 0;

  constructor(private readonly raw: Buffer) {}

  read(): MimeResult {
    const { headers, end } = this.readHeaders(this.skipMboxLine(), this.raw.length);
    const root = this.addPart(headers, null);
    this.readBody(root, end, this.raw.length);
    return { root, defects: this.defects };
  }

  private skipMboxLine(): number {
    const first = this.lineAt(0);
    const isMbox = /^>?From /.test(this.text(first).slice(0, 6));
    return isMbox ? first.next : this.blankLinesAtStart();
  }

  private blankLinesAtStart(): number {
    let at = 0;
    while (at < this.raw.length && (this.raw[at] === LF || this.raw[at] === CR)) at++;
    return at;
  }

  private addPart(headers: HeaderField[], parent: MimePart | null): MimePart {
    this.parts += 1;
    this.headers += headers.length;
    if (this.parts > MAIL_LIMITS.parts) throw new MailTooComplex(`More than ${MAIL_LIMITS.parts} parts`);
    const part = new MimePart(headers, parent);
    parent?.children.push(part);
    return part;
  }

  /** Reads the body of a part and everything in it, in a loop over the lines instead of a recursion. */
  private readBody(root: MimePart, from: number, to: number): void {
    let leaf = this.enter(root, from, to);
    let leafStart = from;
    for (let at = from; at < to;) {
      const line = this.lineAt(at);
      const boundary = this.boundaryAt(line);
      at = line.next;
      if (!boundary) continue;
      this.finish(leaf, leafStart, line.start);
      this.open.length = boundary.closing ? boundary.index : boundary.index + 1;
      if (boundary.closing) {
        // An epilogue belongs to no part.
        leaf = null;
        continue;
      }
      const head = this.readHeaders(at, to);
      at = head.end;
      const part = this.addPart(head.headers, this.open.at(-1)!.part);
      leaf = this.enter(part, at, to);
      leafStart = at;
    }
    this.finish(leaf, leafStart, to);
    if (this.open.length > 0) this.defects.add('missing-final-boundary');
    this.open.length = 0;
  }

  /** Opens a multipart, whose preamble follows, or returns the leaf to which the lines belong. */
  private enter(part: MimePart, from: number, to: number): MimePart | null {
    if (!part.isMultipart) return part;
    const value = this.boundaryOf(part, from, to);
    if (value === undefined) return part;
    if (this.open.length >= MAIL_LIMITS.depth)
      throw new MailTooComplex(`More than ${MAIL_LIMITS.depth} levels of parts`);
    this.open.push({ value, part, start: from });
    return part;
  }

  private boundaryOf(part: MimePart, from: number, to: number): string | undefined {
    const declared = part.parameters.get('boundary')?.trimEnd() ?? '';
    // Only the first parts, because each search may read the whole mail.
    const occurs = () => this.parts > 20 || this.raw.indexOf(`--${declared}`, from, 'latin1') !== -1;
    return declared !== '' && occurs() ? declared : (this.guessBoundary(from, to) ?? (declared || undefined));
  }

  /** Ends a leaf. The line break before a boundary belongs to the boundary. */
  private finish(part: MimePart | null, start: number, end: number): void {
    if (!part) return;
    let last = end;
    if (last < this.raw.length && last > start && this.raw[last - 1] === LF) last--;
    if (last > start && last < end && this.raw[last - 1] === CR) last--;
    part.body = this.raw.subarray(start, Math.max(start, last));
  }

  private boundaryAt(line: Line): { index: number; closing: boolean } | undefined {
    const { start, end } = line;
    if (this.open.length === 0 || this.raw[start] !== DASH || this.raw[start + 1] !== DASH) return undefined;
    if (end - start > LONGEST_BOUNDARY_LINE) return undefined;
    const text = this.raw.toString('latin1', start + 2, end).trimEnd();
    for (let index = this.open.length - 1; index >= 0; index--) {
      const value = this.open[index]!.value;
      if (text === value) return { index, closing: false };
      if (text === `${value}--`) return { index, closing: true };
    }
    return undefined;
  }

  /** The line of a boundary that no header names: dashes, followed by a header of a part. */
  private guessBoundary(from: number, to: number): string | undefined {
    this.defects.add('missing-boundary');
    for (let at = from, lines = 0; at < to && lines < 200; lines++) {
      const line = this.lineAt(at);
      const text = this.text(line).trimEnd();
      const following = this.text(this.lineAt(line.next));
      if (/^--\S/.test(text) && /^content-/i.test(following)) return text.slice(2);
      at = line.next;
    }
    return undefined;
  }

  private readHeaders(from: number, to: number): { headers: HeaderField[]; end: number } {
    const fields: { name: string; lines: string[] }[] = [];
    let at = from;
    while (at < to) {
      const line = this.lineAt(at);
      const text = this.text(line);
      if (text.trim() === '') {
        at = line.next;
        break;
      }
      if (this.boundaryAt(line)) break;
      const field = FIELD.exec(text);
      if (/^[ \t]/.test(text) && fields.length > 0) fields.at(-1)!.lines.push(text);
      else if (field) fields.push({ name: field[1]!.toLowerCase(), lines: [text.slice(field[0].length)] });
      else if (this.isBodyStart(line, fields.length)) break;
      else this.continueHeader(fields, text);
      at = line.next;
      if (at - from > LONGEST_HEADERS)
        throw new MailTooComplex(`More than ${LONGEST_HEADERS} bytes of headers`);
      if (this.headers + fields.length > MAIL_LIMITS.headers)
        throw new MailTooComplex(`More than ${MAIL_LIMITS.headers} headers`);
    }
    return { headers: fields.map(({ name, lines }) => ({ name, value: lines.join('').trim() })), end: at };
  }

  /** Whether a line that is no header starts the body, without the blank line before it. */
  private isBodyStart(line: Line, fields: number): boolean {
    const next = this.text(this.lineAt(line.next));
    const inHeaders = FIELD.test(next) || (next.trim() === '' && fields > 0 && line.next < this.raw.length);
    if (!inHeaders) this.defects.add('missing-blank-line');
    return !inHeaders;
  }

  /** A line in the headers that was wrapped without a space. */
  private continueHeader(fields: { lines: string[] }[], text: string): void {
    this.defects.add('broken-header');
    fields.at(-1)?.lines.push(` ${text}`);
  }

  private lineAt(start: number): Line {
    const feed = this.raw.indexOf(LF, start);
    if (feed === -1) return { start, end: this.raw.length, next: this.raw.length };
    return { start, end: feed > start && this.raw[feed - 1] === CR ? feed - 1 : feed, next: feed + 1 };
  }

  private text({ start, end }: Line): string {
    return this.raw.toString('latin1', start, end);
  }
}
