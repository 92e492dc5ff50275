import type { CreateMailboxInput, MailboxView, UpdateMailboxInput } from './dto/mailboxes.dto.js';
import type { Mailbox } from './mailbox.entity.js';

export function toMailboxView(mailbox: Mailbox): MailboxView {
  return {
    id: mailbox.id,
    name: mailbox.name,
    address: mailbox.address,
    aliases: mailbox.aliases,
    team_id: mailbox.teamId,
    from_name: mailbox.fromName,
    signature: mailbox.signature,
    active: mailbox.active,
    imap_host: mailbox.imapHost,
    imap_port: mailbox.imapPort,
    imap_security: mailbox.imapSecurity,
    imap_user: mailbox.imapUser,
    has_imap_password: mailbox.imapPassword !== null,
    imap_folder: mailbox.imapFolder,
    fetch_policy: mailbox.fetchPolicy,
    after_fetch: mailbox.afterFetch,
    move_to: mailbox.moveTo,
    smtp_host: mailbox.smtpHost,
    smtp_port: mailbox.smtpPort,
    smtp_security: mailbox.smtpSecurity,
    smtp_user: mailbox.smtpUser,
    has_smtp_password: mailbox.smtpPassword !== null,
    has_inbound_token: mailbox.inboundTokenHash !== null,
    last_fetched_at: mailbox.lastFetchedAt,
    failing_since: mailbox.failingSince,
    last_error: mailbox.lastErrorCode,
    next_attempt_at: mailbox.nextAttemptAt,
    created_at: mailbox.createdAt,
    updated_at: mailbox.updatedAt,
    version: mailbox.version,
  };
}

/** The columns that the input sets, except for passwords. */
export function mailboxColumns(input: CreateMailboxInput | UpdateMailboxInput): Partial<Mailbox> {
  const columns: Partial<Mailbox> = {
    name: input.name,
    address: input.address,
    aliases: input.aliases,
    teamId: input.team_id,
    fromName: input.from_name,
    signature: input.signature,
    active: input.active,
    imapHost: input.imap_host,
    imapPort: input.imap_port,
    imapSecurity: input.imap_security,
    imapUser: input.imap_user,
    imapFolder: input.imap_folder,
    fetchPolicy: input.fetch_policy,
    afterFetch: input.after_fetch,
    moveTo: input.move_to,
    smtpHost: input.smtp_host,
    smtpPort: input.smtp_port,
    smtpSecurity: input.smtp_security,
    smtpUser: input.smtp_user,
  };
  return Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== undefined));
}
