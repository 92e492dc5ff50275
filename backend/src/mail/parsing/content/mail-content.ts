import { MimePart } from '../mime/mime-part.js';
import { readInvitation, type Invitation } from './calendar.js';
import { htmlToText, textToHtml } from './html-text.js';
import { extractEmbeddedFiles, textOf, type EmbeddedFile } from './plain-text.js';

/** A piece of the body in one or two formats. */
interface Segment {
  plain: string | null;
  html: string | null;
}

/** What a mail says, and the parts that are attached to it. */
export interface MailContent {
  text: string;
  /** Not sanitised. */
  html: string | null;
  attachments: MimePart[];
  files: EmbeddedFile[];
  invitation: Invitation | null;
}

const TEXT_TYPES = new Set([
  'text/plain',
  'text/html',
  'text/enriched',
  'text/richtext',
  'text/markdown',
  'application/xhtml+xml',
]);
const CALENDAR_TYPES = new Set(['text/calendar', 'application/ics']);

/** Sorts the parts of a mail into its text and its attachments. */
export function readContent(root: MimePart): MailContent {
  return new ContentReader().read(root);
}

class ContentReader {
  private readonly attachments: MimePart[] = [];
  private readonly files: EmbeddedFile[] = [];
  private invitation: Invitation | null = null;
  private hasText = false;

  read(root: MimePart): MailContent {
    const segments = this.collect(root);
    const plain = segments.map((segment) => (segment.plain ?? '').trim() || htmlToText(segment.html ?? ''));
    const text = plain.filter((piece) => piece.trim() !== '').join('\n\n');
    const rich = segments.some(({ html }) => html !== null);
    return {
      text: text || (this.invitation?.text ?? ''),
      html: rich ? segments.map(({ html, plain: own }) => html ?? textToHtml(own ?? '')).join('\n') : null,
      attachments: this.attachments,
      files: this.files,
      invitation: this.invitation,
    };
  }

  private collect(part: MimePart): Segment[] {
    if (part.children.length === 0) return this.collectLeaf(part);
    switch (part.type) {
      case 'multipart/alternative':
        return [...preambleText(part), ...this.collectAlternative(part)];
      case 'multipart/related':
        return this.collectRelated(part);
      default:
        return [...preambleText(part), ...part.children.flatMap((child) => this.collect(child))];
    }
  }

  /** The last HTML text and the plain texts are two formats of the same. */
  private collectAlternative(part: MimePart): Segment[] {
    const had = this.hasText;
    const choices = part.children.map((child) => {
      this.hasText = had;
      return this.collect(child);
    });
    this.hasText ||= choices.some((segments) => segments.length > 0);
    const rich = richestChoice(part, choices);
    const plain = choices.filter(
      (segments) => segments !== rich && segments.some((segment) => segment.plain?.trim()),
    );
    if (!rich && plain.length === 0) return [];
    return [
      {
        plain:
          plain.length > 0
            ? joinDistinct(plain.flat().map((segment) => segment.plain ?? ''))
            : joinPlain(rich),
        html: rich ? rich.map((segment) => segment.html ?? textToHtml(segment.plain ?? '')).join('\n') : null,
      },
    ];
  }

  /** The first part is the text, which refers to the others. */
  private collectRelated(part: MimePart): Segment[] {
    const start = part.parameters.get('start')?.replace(/[<>]/g, '');
    const root =
      part.children.find((child) => start !== undefined && child.contentId === start) ?? part.children[0]!;
    const segments = this.collect(root);
    for (const child of part.children) {
      if (child === root) continue;
      if (child.isMultipart || (TEXT_TYPES.has(child.type) && child.contentId === null))
        segments.push(...this.collect(child));
      else if (!this.isReplacement(child)) this.attachments.push(child);
    }
    return segments;
  }

  private collectLeaf(part: MimePart): Segment[] {
    if (this.isReplacement(part)) return [];
    if (CALENDAR_TYPES.has(part.type)) this.readCalendar(part);
    if (!this.isBody(part)) {
      if (!part.isMultipart || part.body.length > 0) this.attachments.push(part);
      return [];
    }
    const text = textOf(part);
    const rich =
      part.type === 'text/html' || part.type === 'application/xhtml+xml' || isHtmlDocument(part, text);
    if (text.trim() !== '') this.hasText = true;
    if (rich) return [{ plain: null, html: text }];
    if (part.type === 'text/enriched' || part.type === 'text/richtext')
      return [{ plain: htmlToText(text.replace(/\n/g, '<br>')), html: null }];
    const { text: rest, files } = extractEmbeddedFiles(text);
    this.files.push(...files);
    return [{ plain: rest, html: null }];
  }

  private isBody(part: MimePart): boolean {
    const named = part.disposition.parameters.has('filename') || part.parameters.has('name');
    if (part.disposition.value === 'attachment') return false;
    // A multipart without boundaries is a text with a wrong type.
    if (part.isMultipart) return true;
    if (!TEXT_TYPES.has(part.type)) return false;
    return !named || !this.hasText;
  }

  private readCalendar(part: MimePart): void {
    this.invitation ??= readInvitation(textOf(part), part.parameters.get('method'));
  }

  /** Formats of the text that only some programs show. */
  private isReplacement(part: MimePart): boolean {
    return part.type === 'text/x-amp-html' || part.type === 'text/watch-html';
  }
}

/** The last choice with HTML. Several HTML texts side by side are not formats of one text, so that all are shown. */
function richestChoice(part: MimePart, choices: Segment[][]): Segment[] | undefined {
  const leaves = choices.filter((_, i) => part.children[i]!.type === 'text/html');
  if (leaves.length > 1) return leaves.flat();
  return choices.findLast((segments) => segments.some(({ html }) => html !== null));
}

/** Text before the first boundary, other than the usual note for old programs. */
function preambleText(part: MimePart): Segment[] {
  const onlyAttachments = part.children.every((child) => child.disposition.value === 'attachment');
  // A part of two types is a text that is followed by the parts of a multipart.
  const isText = part.headerValues('content-type').some((type) => /^\s{0,5}text\//i.test(type));
  if ((!onlyAttachments && !isText) || part.body.length === 0) return [];
  const text = part.body.toString('utf8').trim();
  return text === '' || /multi-?part|MIME/i.test(text.slice(0, 300)) ? [] : [{ plain: text, html: null }];
}

/** HTML that is declared as plain text, or in a mail without a type. */
function isHtmlDocument(part: MimePart, text: string): boolean {
  return part.header('content-type') === undefined && /^\s{0,200}<(?:!doctype html|html)[\s>]/i.test(text);
}

function joinDistinct(texts: string[]): string {
  return [...new Set(texts.map((text) => text.trim()))].filter(Boolean).join('\n\n');
}

function joinPlain(segments: Segment[] | undefined): string | null {
  const texts = (segments ?? []).map(({ plain, html }) => plain ?? htmlToText(html ?? ''));
  return texts.length > 0 ? texts.join('\n\n') : null;
}
