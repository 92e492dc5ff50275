/** Maximum lengths in characters (Unicode code points), and of tags also how many there may be. */
export const MAX_LENGTH = {
  title: 200,
  /** Of a ticket's description, and of a message. */
  text: 20_000,
  tag: 50,
  /** Of a person. */
  name: 200,
  /** RFC 5321: a longer address has no mailbox. */
  emailAddress: 254,
  search: 200,
  cannedReplyTitle: 80,
  cannedReplyBody: 5_000,
  viewName: 60,
} as const;

export const MAX_TAGS = 20;

/** In characters. NIST SP 800-63B asks for length and against guessable passwords, not for kinds of characters. */
export const PASSWORD_LENGTH = { min: 10, max: 200 } as const;
