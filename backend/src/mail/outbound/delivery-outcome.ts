import type { DeliveryState } from '../../vocabulary/index.js';

/** What an attempt has brought for a recipient. */
export interface DeliveryOutcome {
  address: string;
  delivery: Extract<DeliveryState, 'accepted' | 'delayed' | 'failed'>;
  detail: string;
}

/** What the SMTP client reports of a mail that at least one recipient accepts. */
export interface SmtpResult {
  accepted: readonly unknown[];
  rejectedErrors?: readonly SmtpError[] | undefined;
  response: string;
}

/** An error of the SMTP client; of a single recipient in `rejectedErrors`. */
export interface SmtpError extends Error {
  code?: string;
  recipient?: string;
  response?: string;
  responseCode?: number;
  rejectedErrors?: readonly SmtpError[];
}

/** Longest kept answer of a server, in characters. */
const MAX_DETAIL = 500;

/** Delays between attempts in minutes; the last one repeats. */
const RETRY_MINUTES = [1, 2, 5, 15, 30, 60, 120, 240] as const;

/** Days after which a mail that no server accepts is given up (RFC 5321, section 4.5.4.1). */
export const GIVE_UP_DAYS = 4;

/** Minutes until the next attempt after so many attempts. */
export function retryMinutes(attempts: number): number {
  const step = Math.min(Math.max(attempts, 1), RETRY_MINUTES.length) - 1;
  return RETRY_MINUTES[step]!;
}

/** Outcomes of a mail that the server took for some or all of the recipients. */
export function outcomesOf(recipients: readonly string[], result: SmtpResult): DeliveryOutcome[] {
  const accepted = new Set(result.accepted.map((each) => addressOf(each)));
  return recipients.map((address) =>
    accepted.has(address)
      ? { address, delivery: 'accepted', detail: shorten(result.response) }
      : refusal(address, errorFor(address, result.rejectedErrors)),
  );
}

/**
 * Outcomes of a mail that the server took for none. Only a permanent answer (5yz) about the mail or the recipient is
 * final: a wrong password or an unknown host is the mailbox's fault, which its administrator can correct.
 */
export function outcomesOfError(recipients: readonly string[], error: SmtpError): DeliveryOutcome[] {
  return recipients.map((address) => refusal(address, errorFor(address, error.rejectedErrors) ?? error));
}

function refusal(address: string, error: SmtpError | undefined): DeliveryOutcome {
  const { responseCode = 0, code, response, message } = error ?? { message: 'The server gave no answer' };
  const isAboutMail = code === 'EENVELOPE' || code === 'EMESSAGE';
  const isPermanent = isAboutMail && responseCode >= 500 && responseCode < 600;
  return { address, delivery: isPermanent ? 'failed' : 'delayed', detail: shorten(response ?? message) };
}

function errorFor(address: string, errors: readonly SmtpError[] = []): SmtpError | undefined {
  return errors.find(({ recipient }) => addressOf(recipient) === address);
}

/** The SMTP client returns addresses as text or with their name. */
function addressOf(recipient: unknown): string {
  const address =
    typeof recipient === 'object' && recipient !== null && 'address' in recipient
      ? recipient.address
      : recipient;
  return String(address).toLowerCase();
}

function shorten(text: string): string {
  return text.length > MAX_DETAIL ? `${text.slice(0, MAX_DETAIL - 1)}…` : text;
}
