import { isVisible, isWithin, toSingleLine } from '../../common/visible-text.js';
import { MAX_LENGTH } from '../../vocabulary/index.js';
import type { ParsedMail } from '../parsing/parsed-mail.js';

const NO_SUBJECT = '(no subject)';
const NO_TEXT = '(no text)';
/** Of a title that is made from the text. */
const TITLE_WORDS_LENGTH = 80;
/** A longer one is not shown; the text is. */
const MAX_HTML_LENGTH = 1024 * 1024;

/** The first code points of a text, up to a limit. */
export function shortened(text: string, max: number): string {
  if (isWithin(max, text)) return text;
  return [...text.slice(0, 2 * max)].slice(0, max).join('').trimEnd();
}

/** Text that PostgreSQL can store. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** The title of a ticket: the subject, or else the first words. */
export function titleOf(subject: string, text: string): string {
  const title = shortened(toSingleLine(storable(subject)).trim(), MAX_LENGTH.title);
  if (isVisible(title)) return title;
  const firstLine = text.split('\n').find((line) => isVisible(line)) ?? '';
  const words = shortened(toSingleLine(storable(firstLine)).trim(), TITLE_WORDS_LENGTH);
  return isVisible(words) ? words : NO_SUBJECT;
}

export interface StoredText {
  text: string;
  /** The whole text, if it is too long for a ticket. */
  overflow: string | null;
}

/**
 * The text that is shown. Quoted history is left out where the ticket has it already; a mail that continues a conversation
 * elsewhere, or forwards one, is shown in full.
 */
export function textOf(mail: ParsedMail, { isReply }: { isReply: boolean }): StoredText {
  const isComplete = !isReply && (mail.forwarded !== null || mail.inReplyTo.length > 0);
  const whole = storable(mail.text).trim();
  const fresh = storable(mail.newText).trim();
  const shown = isComplete || !isVisible(fresh) ? whole : fresh;
  if (!isVisible(shown)) return { text: NO_TEXT, overflow: null };
  const text = shortened(shown, MAX_LENGTH.text);
  return { text, overflow: text === shown ? null : shown };
}

/** The sanitized HTML text, unless it is too long. */
export function htmlOf({ html }: ParsedMail): string | null {
  return html !== null && html.length <= MAX_HTML_LENGTH ? storable(html) : null;
}
