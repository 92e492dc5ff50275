import EmailForwardParser from 'email-forward-parser';
import { isForwardMarker } from './content/quote-patterns.js';
import { isAddress, normalizeAddress } from './mime/addresses.js';
import type { ForwardedMail } from './parsed-mail.js';

/** Characters that are read. The start of a forwarded mail is near the beginning. */
const LONGEST = 50_000;
const FORWARD_SUBJECT =
  /^\s{0,20}(?:\[[^\]]{1,40}\]\s{0,5})?(?:fwd?|videresend|İLT|redir\.|wg|tr|rv|enc|i|vs|vl|vb|fs|fr|pd|iletilmiş|ilt|doorst|továbbítás|転送|转发|轉寄|пересл|fw|переслано|пд|përcj|прпл|redirec|továb|edasi|přep)\s{0,3}[:：]/iu;

/** Replies quote a mail with the same headers as forwarded mails of some programs. */
const REPLY_SUBJECT =
  /^\s{0,20}(?:\[[^\]]{1,40}\]\s{0,5})?(?:re|aw|antw|sv|ynt|odp|ref|res|rif|r|atb|bls|εκ|отв|回复|回覆|답장|返信)\s{0,3}(?:\[\d{1,3}\])?[:：]/iu;
/** Lines of a text that the library examines. Some of its patterns take long for long lines. */
const MOST_LINES = 500;
const LONGEST_LINE = 400;

/** The forwarded mail in a mail, if it is one. */
export function readForwardedMail(text: string, subject: string): ForwardedMail | null {
  const body = examined(text);
  const { forwarded, email } = new EmailForwardParser().read(body, forwardSubject(subject));
  if (!forwarded || (REPLY_SUBJECT.test(subject) && !body.split('\n').some(isForwardMarker))) return null;
  const address = email.from.address ? normalizeAddress(email.from.address) : '';
  const name = (email.from.name ?? '').trim();
  const isKnown = isAddress(address);
  if (!isKnown && name === '' && !email.subject) return null;
  return {
    from: isKnown ? { name, address } : name === '' ? null : { name, address: '' },
    subject: email.subject?.trim() ? email.subject.trim() : null,
    text: (email.body ?? '').trim(),
  };
}

/** Only a subject of a forwarded mail, so that a reply with quoted headers is not taken for one. */
function forwardSubject(subject: string): string | null {
  return FORWARD_SUBJECT.test(subject) ? subject : null;
}

/** Start of the text, with short lines and few blank ones. */
function examined(text: string): string {
  const lines = text.slice(0, LONGEST).split('\n').slice(0, MOST_LINES);
  const kept = lines.filter(
    (line, i) => line.trim() !== '' || lines[i - 1]?.trim() !== '' || lines[i - 2]?.trim() !== '',
  );
  return kept.map((line) => line.trimEnd().slice(0, LONGEST_LINE)).join('\n');
}
