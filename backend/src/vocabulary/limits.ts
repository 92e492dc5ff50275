/** Maximum lengths in Unicode code points, and the maximum number of tags. */
export const MAX_LENGTH = {
  title: 200,
  /** Of a ticket's description and of a message. */
  text: 20_000,
  tag: 50,
  /** Of a person. */
  name: 200,
  /** RFC 5321, section 4.5.3.1. */
  emailAddress: 254,
  search: 200,
  cannedReplyTitle: 80,
  cannedReplyBody: 5_000,
  viewName: 60,
  teamName: 60,
  /** Of a person or an organization. */
  notes: 5_000,
  mailboxName: 60,
  /** Of a mailbox. */
  signature: 5_000,
  topicName: 60,
  topicDescription: 300,
} as const;

export const MAX_TAGS = 20;

/** Time for which a ticket can be snoozed at most. */
export const MAX_SNOOZE_DAYS = 730;

/**
 * In characters. NIST SP 800-63B requires a minimum length and a check against guessable passwords rather than
 * composition rules.
 */
export const PASSWORD_LENGTH = { min: 10, max: 200 } as const;
