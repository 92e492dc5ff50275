import type { TicketText } from '../classifier.js';
import { DESCRIPTION_LIMIT, TITLE_LIMIT } from '../prompt/prompt-v2.js';
import { withoutInvisible } from './untrusted.js';

/** A ticket as it leaves the house. */
export interface OutgoingTicket extends TicketText {
  /** Puts back into the model's words what was taken out of the ticket. */
  restored(words: string): string;
}

const LEFT_OUT = '\n[… the middle is left out …]\n';

export function outgoingTicket(text: TicketText, { redact }: { redact: boolean }): OutgoingTicket {
  void redact;
  return {
    title: cutKeepingEnds(withoutInvisible(text.title), TITLE_LIMIT),
    description: cutKeepingEnds(withoutInvisible(text.description), DESCRIPTION_LIMIT),
    restored: (words) => words,
  };
}

function cutKeepingEnds(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const room = Math.max(0, limit - LEFT_OUT.length);
  const atStart = Math.ceil((room * 2) / 3);
  const start = text.slice(0, atStart).replace(/[\uD800-\uDBFF]$/, '');
  const end = text.slice(text.length - (room - atStart)).replace(/^[\uDC00-\uDFFF]/, '');
  return start + LEFT_OUT + end;
}
