import EmailForwardParser from 'email-forward-parser';
import { isAddress, normalizeAddress } from './mime/addresses.js';
import type { ForwardedMail } from './parsed-mail.js';

/** Characters that are read. The start of a forwarded mail is near the beginning. */
const LONGEST = 50_000;
const FORWARD_SUBJECT =
  /^\s{0,20}(?:\[[^\]]{1,40}\]\s{0,5})?(?:fwd?|wg|tr|rv|enc|i|vs|vl|vb|fs|fr|pd|iletilmiş|ilt|doorst|továbbítás|転送|转发|轉寄|пересл|fw|переслано|пд|përcj|прпл|redirec|továb|edasi|přep)\s{0,3}[:：]/iu;

/** The forwarded mail in a mail, if it is one. */
export function readForwardedMail(text: string, subject: string): ForwardedMail | null {
  const body = text.slice(0, LONGEST);
  const { forwarded, email } = new EmailForwardParser().read(body, forwardSubject(subject));
  if (!forwarded) return null;
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
