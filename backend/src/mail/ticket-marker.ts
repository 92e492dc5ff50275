/** Largest number of digits of a ticket's id. */
const TOKEN = /\[#(\d{1,10})\]/;
const MARKER = /\[ticket:(\d{1,10})\]/;

/** In the subject of sent mail, by which replies from programs that drop other evidence are recognized. */
export function subjectToken(ticketId: number): string {
  return `[#${ticketId}]`;
}

/** Hidden in the body of sent mail, for relays that replace the Message-ID and people who change the subject. */
export function bodyMarker(ticketId: number): string {
  return `[ticket:${ticketId}]`;
}

/** Tickets that the subject or the text names. Anyone can write a number: it proves nothing without the sender. */
export function namedTickets({ subject, text }: { subject: string; text: string }): number[] {
  const found = [MARKER.exec(text)?.[1], TOKEN.exec(subject)?.[1]];
  return [...new Set(found.filter((id) => id !== undefined).map(Number))].filter((id) => id > 0);
}
