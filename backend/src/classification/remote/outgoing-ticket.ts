import type { TicketText } from '../classifier.js';
import { excerpt } from '../excerpt.js';
import { redactPersonalData } from '../personal-data.js';
import { DESCRIPTION_LIMIT, TITLE_LIMIT } from '../prompt/prompt-v3.js';
import { withoutInvisible } from './untrusted-values.js';

/** A ticket as it is sent to a remote model. */
export interface OutgoingTicket extends TicketText {
  /** Original values by placeholder. */
  redactions: ReadonlyMap<string, string>;
}

/** Removes invisible characters first, since they could hide an address from redaction, and shortens the result last. */
export function toOutgoingTicket(original: TicketText, { redact }: { redact: boolean }): OutgoingTicket {
  const visible = {
    title: withoutInvisible(original.title),
    description: withoutInvisible(original.description),
  };
  const anonymous = redact ? redactPersonalData(visible) : null;
  const text = anonymous?.text ?? visible;
  return {
    title: excerpt(text.title, TITLE_LIMIT),
    description: excerpt(text.description, DESCRIPTION_LIMIT),
    redactions: anonymous?.values ?? new Map(),
  };
}
