/** Kinds of mail. Only human mail reopens a ticket, notifies people or is learned from. */
export const MAIL_KINDS = [
  'human',
  'auto_reply',
  'bounce',
  'list',
  'calendar',
  'reaction',
  'receipt',
  'complaint',
] as const;
export type MailKind = (typeof MAIL_KINDS)[number];

/** An address in a header. The address is as written, with the domain in lower case and in Unicode. */
export interface MailAddress {
  name: string;
  address: string;
}

export interface MailAttachment {
  /** Decoded and made safe: no path, no control or bidirectional characters, at most 255 characters. */
  name: string;
  /** As declared; the content decides when the attachment is stored. */
  type: string;
  content: Uint8Array;
  /** Without angle brackets. */
  contentId: string | null;
  /** Whether the HTML text shows the attachment. */
  inline: boolean;
}

/** What a delivery report says of one recipient. */
export interface MailBounce {
  /** Recipient that was not reached; null if the report names none. */
  recipient: string | null;
  /** `failed` is permanent (5.x.x), `delayed` is not (4.x.x). */
  action: 'failed' | 'delayed';
  /** Enhanced status code (RFC 3463), such as `5.1.1`. */
  status: string | null;
  /** Answer of the server that refused the mail. */
  diagnostic: string | null;
}

/** The mail in a forwarded mail. */
export interface ForwardedMail {
  from: MailAddress | null;
  subject: string | null;
  text: string;
}

/** A mail that was read. All values come from the sender and are untrusted. */
export interface ParsedMail {
  /** Without angle brackets, like all message ids here. */
  messageId: string | null;
  inReplyTo: string[];
  references: string[];
  from: MailAddress | null;
  replyTo: MailAddress[];
  to: MailAddress[];
  cc: MailAddress[];
  /** Addresses in Delivered-To, X-Original-To and Envelope-To. */
  deliveredTo: string[];
  subject: string;
  /** As claimed by the sender; null if missing or invalid. */
  date: Date | null;
  /** The whole text; derived from the HTML text if there is no plain one. */
  text: string;
  /** The text without quoted history, signature and disclaimer. Empty if nothing else is there. */
  newText: string;
  /** Sanitised; null if the mail has no HTML text. */
  html: string | null;
  attachments: MailAttachment[];
  kind: MailKind;
  /** Whether an automatic answer must not be sent: automatic mail, lists, senders such as no-reply. */
  suppressAutoReply: boolean;
  /** Of a mail of kind `bounce`; one for each recipient. */
  bounces: MailBounce[];
  /** Message ids in the returned part of a delivery report, or in its references. */
  bouncedMessageIds: string[];
  forwarded: ForwardedMail | null;
  /** Values of Authentication-Results, topmost first. */
  authenticationResults: string[];
  /** Defects that were repaired, for diagnosis. */
  defects: string[];
}

/** Limits of a mail; a mail that exceeds one cannot be parsed. */
export const MAIL_LIMITS = {
  bytes: 25 * 1024 * 1024,
  depth: 50,
  parts: 1_000,
  headers: 5_000,
  /** Milliseconds of a parser thread. */
  milliseconds: 10_000,
  megabytes: 256,
} as const;
