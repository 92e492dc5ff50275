import { decodeText } from '../mime/charsets.js';
import type { MimePart } from '../mime/mime-part.js';
import { decodeUuLines } from '../mime/transfer-encodings.js';

/** Decoded text of a part, with line feeds, without format=flowed and control characters. */
export function textOf(part: MimePart): string {
  const text = decodeText(part.content, part.parameters.get('charset') ?? charsetInHtml(part));
  const lines = text
    .replace(/^\ufeff/, '')
    .replace(/\r\n?/g, '\n')
    .replaceAll('\0', '');
  if (part.parameters.get('format')?.toLowerCase() !== 'flowed') return lines;
  return reflow(lines, part.parameters.get('delsp')?.toLowerCase() === 'yes');
}

function charsetInHtml(part: MimePart): string | undefined {
  if (part.type !== 'text/html') return undefined;
  const head = part.content.toString('latin1', 0, 2_000);
  return /<meta[^>]{0,200}charset\s{0,5}=\s{0,5}["']?([\w:.-]{2,40})/i.exec(head)?.[1];
}

/** Joins the lines of flowed paragraphs (RFC 3676). */
export function reflow(text: string, deleteSpace: boolean): string {
  const paragraphs: string[] = [];
  let open: { depth: number; pieces: string[] } | undefined;
  const close = () => {
    if (open) paragraphs.push(quoteSigns(open.depth) + open.pieces.join(''));
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)![0].length;
    const content = line.slice(depth).replace(/^ /, '');
    const flows = content.endsWith(' ') && content !== '-- ';
    if (open && (open.depth !== depth || content === '-- ')) close();
    const piece = flows && deleteSpace ? content.slice(0, -1) : content;
    if (open) open.pieces.push(piece);
    else open = { depth, pieces: [piece] };
    if (!flows) close();
  }
  close();
  return paragraphs.join('\n');
}

function quoteSigns(depth: number): string {
  return depth === 0 ? '' : `${'>'.repeat(depth)} `;
}

/** Files that are taken out of one text. */
const MOST_FILES = 200;

/** A file that is encoded in a text. */
export interface EmbeddedFile {
  name: string;
  content: Buffer;
}

/** Takes the files in uuencode and yEnc out of a text. A file without an end is left in the text. */
export function extractEmbeddedFiles(text: string): { text: string; files: EmbeddedFile[] } {
  if (!/^(?:begin [0-7]{3,4} |=ybegin )/m.test(text)) return { text, files: [] };
  const files: EmbeddedFile[] = [];
  const kept: string[] = [];
  const lines = text.split('\n');
  /** Lines from which there is no end of a file. */
  let endless = Infinity;
  for (let i = 0; i < lines.length; i++) {
    const begin = i < endless && files.length < MOST_FILES ? beginOf(lines[i]!) : undefined;
    const end = begin ? endOf(lines, i, begin) : -1;
    if (begin && end === -1) endless = i;
    if (!begin || end === -1) kept.push(lines[i]!);
    else {
      files.push({ name: begin.name, content: begin.decode(lines.slice(i + 1, end)) });
      i = end;
    }
  }
  return { text: kept.join('\n'), files };
}

function endOf(lines: string[], from: number, begin: Begin): number {
  for (let i = from + 1; i < lines.length; i++) if (begin.isEnd(lines[i]!)) return i;
  return -1;
}

interface Begin {
  name: string;
  isEnd: (line: string) => boolean;
  decode: (lines: string[]) => Buffer;
}

function beginOf(line: string): Begin | undefined {
  const uu = /^begin [0-7]{3,4} (\S.{0,500})$/.exec(line);
  if (uu) return { name: uu[1]!.trim(), isEnd: (other) => other.trimEnd() === 'end', decode: decodeUuLines };
  const y = /^=ybegin .{0,200}?name=(.{1,500})$/.exec(line);
  if (!y) return undefined;
  return { name: y[1]!.trim(), isEnd: (other) => other.startsWith('=yend'), decode: decodeYencLines };
}

function decodeYencLines(lines: string[]): Buffer {
  const out: number[] = [];
  for (const line of lines) {
    if (line.startsWith('=ypart')) continue;
    const bytes = Buffer.from(line, 'latin1');
    for (let i = 0; i < bytes.length; i++) {
      const escaped = bytes[i] === 0x3d && i + 1 < bytes.length;
      const byte = escaped ? bytes[++i]! - 64 : bytes[i]!;
      out.push((byte - 42) & 0xff);
    }
  }
  return Buffer.from(out);
}
