/** A mail that cannot be parsed. It is quarantined, with its raw bytes. */
export abstract class MailParsingError extends Error {}

/** The mail exceeds one of MAIL_LIMITS. */
export class MailTooComplex extends MailParsingError {}

/** Parsing took longer than `MAIL_LIMITS.milliseconds`. */
export class MailParseTimeout extends MailParsingError {}

/** The parser ended unexpectedly, for example because it needed too much memory. */
export class MailParseCrashed extends MailParsingError {}
