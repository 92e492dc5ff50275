import { LOOP_HEADER } from '../processing/mail-context.js';
import { bodyMarker, subjectToken } from '../ticket-marker.js';

/** A public reply with what its mail contains. */
export interface Reply {
  ticket: { id: number; title: string };
  body: string;
  mailbox: { address: string; name: string; fromName: string; signature: string };
  /** The latest message of the requester before the reply, or the ticket's description. */
  answered: { author: string; at: Date; text: string } | null;
  /** Message-ID of the mail, and of the ticket's former mails, oldest first. All without angle brackets. */
  headerId: string;
  references: readonly string[];
  to: readonly string[];
  cc: readonly string[];
}

/** Characters of the quoted message. More is left out, so that mails do not grow with the conversation. */
const MAX_QUOTE = 5_000;

/** Length of References: servers cut longer headers. The first mail and the latest ones suffice for threading. */
const MAX_REFERENCES = 20;

/** The headers and texts of a reply's mail, without its attachments. */
export function composeReply(reply: Reply) {
  const { ticket, mailbox, headerId, to, cc } = reply;
  const text = textOf(reply);
  const references = limited(reply.references).map(bracketed);
  return {
    from: { name: mailbox.fromName || mailbox.name, address: mailbox.address },
    to: [...to],
    cc: [...cc],
    subject: subjectOf(ticket),
    messageId: bracketed(headerId),
    ...(references.length > 0 && { inReplyTo: references.at(-1)!, references }),
    // Exchange and Outlook show an emoji of the recipient as an answer otherwise.
    headers: { 'X-MS-Reactions': 'disallow', [LOOP_HEADER]: mailbox.address },
    text,
    html: toHtml(text, ticket.id),
  };
}

/** The number of the ticket in the subject finds it when a client drops the references. */
function subjectOf({ id, title }: Reply['ticket']): string {
  return `Re: ${title} ${subjectToken(id)}`;
}

function textOf({ body, mailbox, answered }: Reply): string {
  const signature = mailbox.signature.trim();
  return [
    body.trimEnd(),
    ...(signature ? [`-- \n${signature}`] : []),
    ...(answered ? [quote(answered)] : []),
  ].join('\n\n');
}

/** Without words, so that it fits every language. */
function quote({ author, at, text }: NonNullable<Reply['answered']>): string {
  const kept = text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
  const heading = `${author} (${at.toISOString().slice(0, 16).replace('T', ' ')} UTC):`;
  return [heading, ...kept.split('\n').map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`))].join(
    '\n',
  );
}

function limited(references: readonly string[]): readonly string[] {
  if (references.length <= MAX_REFERENCES) return references;
  return [references[0]!, ...references.slice(1 - MAX_REFERENCES)];
}

function bracketed(id: string): string {
  return `<${id}>`;
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The text as HTML, for clients that show plain text in a fixed width. */
function toHtml(text: string, ticketId: number): string {
  const escaped = text.replace(/[&<>"]/g, (character) => ENTITIES[character]!);
  // Runs of spaces would collapse.
  const lines = escaped.split('\n').map((line) => line.replaceAll('  ', ' &nbsp;'));
  const marker = `<div style="display:none">${bodyMarker(ticketId)}</div>`;
  return `<!doctype html><html><body><div>${lines.join('<br>\n')}</div>${marker}</body></html>`;
}
