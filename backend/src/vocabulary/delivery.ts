/**
 * States of a message's delivery to one recipient: waiting to be sent, accepted by the mail server, refused for the time
 * being, returned after it was accepted, and given up.
 */
export const DELIVERY_STATES = ['queued', 'accepted', 'delayed', 'bounced', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** States in which a message did not reach its recipient. It can be sent again. */
export const UNDELIVERED: readonly DeliveryState[] = ['bounced', 'failed'];

export const RECIPIENT_KINDS = ['to', 'cc'] as const;
export type RecipientKind = (typeof RECIPIENT_KINDS)[number];

/** Maximum number of recipients of a message, of each kind. */
export const MAX_RECIPIENTS = 50;
