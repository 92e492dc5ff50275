import {
  isAttribution,
  isDisclaimer,
  isListFooter,
  isMobileFooter,
  isOriginalMessage,
  headerLabel,
} from './content/quote-patterns.js';

/** Characters and lines that are examined; a longer text is taken as a whole. */
const LONGEST = 2_000_000;
/** Lines over which an attribution may be wrapped. */
const ATTRIBUTION_LINES = 4;
/** Lines in which the headers of a quoted mail follow each other. */
const HEADER_LINES = 7;
/** Longest signature, in lines. */
const SIGNATURE_LINES = 25;

/**
 * The text without quoted history, signature and disclaimer. Answers between quotes keep the quotes, and nothing new
 * is removed: if only a signature is left, it is the text.
 */
export function newText(text: string): string {
  if (text.length > LONGEST) return text.trim();
  const lines = text
    .replaceAll('\u00a0', ' ')
    .split('\n')
    .map((line) => line.trimEnd());
  const history = historyStart(lines);
  const own = lines.slice(0, history);
  const blocks = quoteBlocks(own);
  if (isInterleaved(blocks)) return withoutFooter(own).join('\n').trim();
  const unquoted = blocks.filter((block) => !block.quoted).flatMap((block) => block.lines);
  const visible = withoutFooter(unquoted).join('\n').trim();
  // A quote with nothing but a signature: the signature may be all that is new.
  return collapse(visible === '' ? withoutMarker(unquoted).join('\n').trim() : visible);
}

interface Block {
  quoted: boolean;
  lines: string[];
}

/** Index of the line from which everything is history; the number of lines if there is none. */
function historyStart(lines: string[]): number {
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.trim() === '' || isQuote(line)) continue;
    if (isOriginalMessage(line)) return i;
    if (isHeaderBlock(lines, i)) return startOfRule(lines, i);
    const length = attributionLength(lines, i);
    if (length > 0 && !isFollowedByAnswer(lines, i + length)) return i;
  }
  return lines.length;
}

/** Outlook draws a line above the headers of the quoted mail. */
function startOfRule(lines: string[], at: number): number {
  let start = at;
  while (start > 0 && lines[start - 1]!.trim() === '') start--;
  return start > 0 && /^\s{0,10}[_-]{10,200}$/.test(lines[start - 1]!) ? start - 1 : at;
}

/** Whether the headers of a quoted mail start at a line: at least three, the first of which names the sender or date. */
function isHeaderBlock(lines: string[], at: number): boolean {
  const first = headerLabel(lines[at]!);
  if (first !== 'from' && first !== 'sent') return false;
  const labels = new Set<string>([first]);
  for (let i = at + 1; i < Math.min(lines.length, at + HEADER_LINES); i++) {
    const label = headerLabel(lines[i]!);
    if (label) labels.add(label);
  }
  return labels.size >= 3 && labels.has('from');
}

/** Number of lines of an attribution such as "On Monday Jane wrote:"; 0 if there is none. */
function attributionLength(lines: string[], at: number): number {
  if (lines[at]!.trim() === '') return 0;
  let joined = '';
  for (let i = at; i < Math.min(lines.length, at + ATTRIBUTION_LINES); i++) {
    if (i > at && (lines[i]!.trim() === '' || isQuote(lines[i]!))) return 0;
    joined = `${joined} ${lines[i]!.trim()}`;
    if (joined.length > 500) return 0;
    if (isAttribution(joined.trim())) return i - at + 1;
  }
  return 0;
}

/** Whether there is an answer below the quote that an attribution announces. */
function isFollowedByAnswer(lines: string[], at: number): boolean {
  const blocks = quoteBlocks(lines.slice(at));
  const firstQuote = blocks.findIndex((block) => block.quoted);
  if (firstQuote === -1) return false;
  const before = blocks.slice(0, firstQuote).some(hasText);
  return (
    !before && blocks.slice(firstQuote).some((block) => !block.quoted && hasText(withoutFooterBlock(block)))
  );
}

function withoutFooterBlock(block: Block): Block {
  return { ...block, lines: withoutFooter(block.lines) };
}

function hasText({ lines }: Block): boolean {
  return lines.some((line) => line.trim() !== '');
}

function isQuote(line: string): boolean {
  return /^ {0,3}[>＞|]/.test(line);
}

/** Runs of quoted and of other lines. An attribution belongs to the quote after it; blank lines to what is before. */
function quoteBlocks(lines: string[]): Block[] {
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const before = blocks.at(-1);
    const length = isQuote(line) || line.trim() === '' ? 0 : attributionLength(lines, i);
    if (length > 0 && nextIsQuote(lines, i + length)) {
      blocks.push({ quoted: true, lines: lines.slice(i, i + length) });
      i += length - 1;
    } else if (before && (line.trim() === '' || before.quoted === isQuote(line))) before.lines.push(line);
    else blocks.push({ quoted: isQuote(line), lines: [line] });
  }
  return blocks;
}

function nextIsQuote(lines: string[], at: number): boolean {
  for (let i = at; i < Math.min(lines.length, at + 3); i++) {
    if (isQuote(lines[i]!)) return true;
    if (lines[i]!.trim() !== '') return false;
  }
  return false;
}

/** Whether there are answers between quotes: an answer with quotes before and after it, or two of them. */
function isInterleaved(blocks: Block[]): boolean {
  const texts = blocks
    .map((block, i) => ({ ...block, i }))
    .filter((block) => block.quoted || hasText(withoutFooterBlock(block)));
  const answers = texts.filter(
    (block, k) => !block.quoted && texts.slice(0, k).some((other) => other.quoted),
  );
  return (
    answers.length > 1 || (answers.length === 1 && texts.at(-1)!.quoted && texts.at(-1)!.lines.length < 200)
  );
}

/** Removes the signature, the note of a mobile program and the disclaimer at the end. */
function withoutFooter(lines: string[]): string[] {
  const marker = signatureMarker(lines);
  let end = marker === -1 ? lines.length : marker;
  for (let trimmed = true; trimmed;) {
    trimmed = false;
    while (end > 0 && lines[end - 1]!.trim() === '') end--;
    const start = paragraphStart(lines, end);
    const isFooter =
      end > 0 && (isMobileFooter(lines[end - 1]!) || isNote(lines.slice(start, end).join(' ')));
    if (!isFooter) continue;
    end = isMobileFooter(lines[end - 1]!) ? end - 1 : start;
    trimmed = true;
  }
  return lines.slice(0, end);
}

function isNote(paragraph: string): boolean {
  return isDisclaimer(paragraph) || isListFooter(paragraph);
}

/** Line of the last "-- " that is not too far from the end, or -1. */
function signatureMarker(lines: string[]): number {
  const index = lines.findLastIndex((line) => /^\s{0,3}(?:--|__|—)\s{0,3}$/.test(line));
  if (index === -1) return -1;
  const below = lines.slice(index).filter((line) => line.trim() !== '').length;
  return below <= SIGNATURE_LINES ? index : -1;
}

function withoutMarker(lines: string[]): string[] {
  return lines.filter(
    (line) => !/^\s{0,3}(?:--|__)\s{0,3}$/.test(line) && !isMobileFooter(line) && !isDisclaimer(line),
  );
}

function paragraphStart(lines: string[], end: number): number {
  let start = Math.max(0, end - 1);
  while (start > 0 && lines[start - 1]!.trim() !== '') start--;
  return start;
}

/** At most one blank line in a row, as lines were taken out. */
function collapse(text: string): string {
  return text.replace(/\n{3,}/g, '\n\n');
}
