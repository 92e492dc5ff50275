import { isAddress } from '../mime/addresses.js';
import type { MailBounce } from '../parsed-mail.js';
import { enhancedStatus } from './delivery-status.js';

/** A notification of Amazon SES, which is JSON in the text of a mail. */
export interface SesNotification {
  bounces: MailBounce[];
  messageIds: string[];
  type: string;
}

interface SesMessage {
  notificationType?: unknown;
  eventType?: unknown;
  bounce?: { bounceType?: unknown; bouncedRecipients?: unknown };
  mail?: { commonHeaders?: { messageId?: unknown } };
}

const LONGEST = 200_000;

/** Null if the text is no notification. */
export function readSesNotification(text: string): SesNotification | null {
  if (!/^\s{0,100}\{\s{0,100}"(?:notificationType|eventType|Type)"/.test(text)) return null;
  const message = parse(text);
  if (message?.notificationType === undefined && message?.eventType === undefined) return null;
  const { bounce, mail } = message;
  const id = mail?.commonHeaders?.messageId;
  const recipients = Array.isArray(bounce?.bouncedRecipients) ? (bounce.bouncedRecipients as unknown[]) : [];
  return {
    type: String(message.notificationType ?? message.eventType).toLowerCase(),
    bounces: recipients.slice(0, 100).map((recipient) => toBounce(recipient, bounce?.bounceType)),
    messageIds: typeof id === 'string' ? [id.replace(/[<>]/g, '')] : [],
  };
}

/** The object in the text, which is followed by a note, or is in an envelope. */
function parse(text: string): SesMessage | undefined {
  const json = text.slice(0, LONGEST);
  const end = json.lastIndexOf('}') + 1;
  // Long lines were wrapped on the way, by some servers with an exclamation mark.
  const choices = [json.slice(0, end), json.slice(0, end).replace(/!?\r?\n ?/g, '')];
  for (const choice of choices) {
    try {
      const message = JSON.parse(choice) as SesMessage & { Message?: unknown };
      return typeof message.Message === 'string' ? (JSON.parse(message.Message) as SesMessage) : message;
    } catch {
      // Not in this form.
    }
  }
  return undefined;
}

function toBounce(recipient: unknown, bounceType: unknown): MailBounce {
  const fields = (recipient ?? {}) as Record<string, unknown>;
  const text = (name: string) => (typeof fields[name] === 'string' ? fields[name] : '');
  const address = text('emailAddress');
  return {
    recipient: isAddress(address) ? address : null,
    action: text('action') === 'delayed' || bounceType === 'Transient' ? 'delayed' : 'failed',
    status: enhancedStatus(text('status')),
    diagnostic:
      text('diagnosticCode')
        .replace(/^smtp;\s{0,5}/i, '')
        .slice(0, 1_000) || null,
  };
}
