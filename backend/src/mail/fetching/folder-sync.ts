import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { DataSource, type EntityManager } from 'typeorm';
import { normalizeEmail } from '../../config/email-address.js';
import { MAX_MESSAGE_ID } from '../mail-thread.entity.js';
import { ReceiveMail, type MailOrigin } from '../inbound/receive-mail.js';
import { ConnectionFailed } from '../mailboxes/connection-errors.js';
import type { Mailbox } from '../mailboxes/mailbox.entity.js';
import { MAIL_LIMITS } from '../parsing/parsed-mail.js';
import { shortened, storable } from '../processing/ticket-text.js';
import {
  MailboxLeasesRepository,
  type FolderCursor,
  type MailboxLease,
} from './mailbox-leases.repository.js';

/** Mails whose sizes are asked for at once. */
const BATCH_SIZE = 200;
/** Mails that are fetched and stored at once. */
const GROUP_SIZE = 25;
const GROUP_BYTES = 8 * 1024 * 1024;
const MAX_SUBJECT = 500;

export class LeaseLost extends Error {}

/** The server did not send mails that are in the folder. */
class IncompleteAnswer extends ConnectionFailed {
  constructor() {
    super('disconnected');
  }
}

/** Stores the mails of a folder in the order of their UIDs. */
@Injectable()
export class FolderSync {
  constructor(
    private readonly dataSource: DataSource,
    private readonly leases: MailboxLeasesRepository,
    private readonly receiver: ReceiveMail,
  ) {}

  /** Where to begin: at the cursor, or by the fetch policy. */
  async begin(client: ImapFlow, mailbox: Mailbox, lease: MailboxLease): Promise<FolderCursor> {
    const folder = client.mailbox || undefined;
    if (!folder) throw new IncompleteAnswer();
    const uidValidity = String(folder.uidValidity);
    if (mailbox.uidValidity === uidValidity) return { uidValidity, lastUid: Number(mailbox.lastUid) };
    const isFirst = mailbox.uidValidity === null;
    const isFromNow = isFirst && mailbox.fetchPolicy === 'new';
    const cursor = { uidValidity, lastUid: isFromNow ? folder.uidNext - 1 : 0 };
    // All UIDs of a folder that was numbered again are new. Until all of its mails are stored, the former cursor stays, so
    // that a restart begins again; mails that are known are recognized as copies.
    if (!isFirst) return this.run(client, { mailbox, lease, cursor, since: arrivalsSince(mailbox) });
    await this.dataSource.transaction((manager) => this.moveCursor(manager, lease, cursor));
    return cursor;
  }

  /** Stores the mails after the cursor. @returns the new cursor */
  async sync(
    client: ImapFlow,
    mailbox: Mailbox,
    lease: MailboxLease,
    cursor: FolderCursor,
  ): Promise<FolderCursor> {
    return this.run(client, { mailbox, lease, cursor, since: null });
  }

  private async run(
    client: ImapFlow,
    {
      mailbox,
      lease,
      cursor,
      since,
    }: { mailbox: Mailbox; lease: MailboxLease; cursor: FolderCursor; since: Date | null },
  ): Promise<FolderCursor> {
    const uids = await uidsAfter(client, cursor.lastUid);
    let lastUid = cursor.lastUid;
    for (let i = 0; i < uids.length; i += BATCH_SIZE) {
      const batch = await described(client, uids.slice(i, i + BATCH_SIZE));
      for (const group of groupsOf(batch, since)) {
        const mails = await this.fetchGroup(client, group);
        lastUid = group.lastUid;
        const next = { uidValidity: cursor.uidValidity, lastUid };
        await this.store(mails, { lease, cursor: next, moves: since === null });
        await afterFetch(client, mailbox, mails);
      }
    }
    const reached = { uidValidity: cursor.uidValidity, lastUid };
    if (since !== null)
      await this.dataSource.transaction((manager) => this.moveCursor(manager, lease, reached));
    return reached;
  }

  private async store(
    mails: readonly FetchedMail[],
    { lease, cursor, moves }: { lease: MailboxLease; cursor: FolderCursor; moves: boolean },
  ): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      // First, which locks the mailbox: of two processes, only the one with the lease goes on.
      if (moves) await this.moveCursor(manager, lease, cursor);
      for (const mail of mails) {
        const origin: MailOrigin = {
          mailboxId: lease.mailboxId,
          source: 'imap',
          uidValidity: cursor.uidValidity,
          uid: String(mail.uid),
        };
        if (mail.source) await this.receiver.store(manager, mail.source, origin);
        else await this.receiver.storeTooLarge(manager, largeMail(mail), origin);
      }
    });
    if (mails.length > 0) this.receiver.announce();
  }

  private async moveCursor(manager: EntityManager, lease: MailboxLease, cursor: FolderCursor): Promise<void> {
    if (!(await this.leases.moveCursor(manager, lease, cursor))) throw new LeaseLost();
  }

  /** @throws IncompleteAnswer */
  private async fetchGroup(client: ImapFlow, { mails }: MailGroup): Promise<FetchedMail[]> {
    const small = mails.filter(({ size = 0 }) => size <= MAIL_LIMITS.bytes);
    const sources = new Map<number, Buffer>();
    if (small.length > 0) {
      // Without marking the mails as read (BODY.PEEK).
      const range = small.map(({ uid }) => uid).join(',');
      for (const { uid, source } of await client.fetchAll(range, { uid: true, source: true }, { uid: true }))
        if (source) sources.set(uid, source);
    }
    const missing = small.filter(({ uid }) => !sources.has(uid)).map(({ uid }) => uid);
    // A mail may be deleted while it is fetched. One that is still there must not be passed over.
    if (missing.length > 0 && (await existing(client, missing)).length > 0) throw new IncompleteAnswer();
    return mails
      .filter(({ uid }) => !missing.includes(uid))
      .map((mail) => {
        const source = sources.get(mail.uid);
        return { ...mail, source: source && source.length <= MAIL_LIMITS.bytes ? source : undefined };
      });
  }
}

type FetchedMail = FetchMessageObject;

interface MailGroup {
  mails: FetchMessageObject[];
  lastUid: number;
}

/** Groups of mails, each with the UID up to which the folder is stored after it. Earlier mails than `since` are left out. */
function groupsOf(mails: readonly FetchMessageObject[], since: Date | null): MailGroup[] {
  const groups: MailGroup[] = [];
  let bytes = 0;
  for (const mail of mails) {
    const { uid, size = 0 } = mail;
    const last = groups.at(-1);
    const fits = last && last.mails.length < GROUP_SIZE && bytes + size <= GROUP_BYTES;
    if (!fits) bytes = 0;
    const group = fits ? last : { mails: [], lastUid: uid };
    if (!fits) groups.push(group);
    group.lastUid = uid;
    if (since && new Date(mail.internalDate ?? Date.now()) < since) continue;
    group.mails.push(mail);
    bytes += size;
  }
  return groups;
}

async function uidsAfter(client: ImapFlow, lastUid: number): Promise<number[]> {
  const found = await client.search({ uid: `${lastUid + 1}:*` }, { uid: true });
  if (!Array.isArray(found)) throw new IncompleteAnswer();
  // The range includes the last mail, whatever its UID.
  return found.filter((uid) => uid > lastUid).sort((a, b) => a - b);
}

async function existing(client: ImapFlow, uids: readonly number[]): Promise<number[]> {
  const found = await client.search({ uid: uids.join(',') }, { uid: true });
  if (!Array.isArray(found)) throw new IncompleteAnswer();
  return found;
}

/** @throws IncompleteAnswer */
async function described(client: ImapFlow, uids: readonly number[]): Promise<FetchMessageObject[]> {
  const fields = { uid: true, size: true, internalDate: true, envelope: true };
  const mails = await client.fetchAll(uids.join(','), fields, { uid: true });
  const known = new Set(mails.map(({ uid }) => uid));
  const missing = uids.filter((uid) => !known.has(uid));
  if (missing.length > 0 && (await existing(client, missing)).length > 0) throw new IncompleteAnswer();
  return mails.sort((a, b) => a.uid - b.uid);
}

async function afterFetch(client: ImapFlow, mailbox: Mailbox, mails: readonly FetchedMail[]): Promise<void> {
  if (mailbox.afterFetch === 'leave' || mails.length === 0) return;
  const range = mails.map(({ uid }) => uid).join(',');
  if (mailbox.afterFetch === 'flag') await client.messageFlagsAdd(range, ['\\Seen'], { uid: true });
  else await client.messageMove(range, mailbox.moveTo!, { uid: true });
}

/** A mailbox that starts with new mail has none of before it was created. */
function arrivalsSince({ fetchPolicy, createdAt }: Mailbox): Date {
  return fetchPolicy === 'new' ? createdAt : new Date(0);
}

/** What is known of a mail that is too large to be fetched. */
function largeMail({ size = 0, envelope, uid }: FetchedMail) {
  const messageId = envelope?.messageId?.replace(/[<>\s]/g, '') ?? '';
  const description = JSON.stringify([messageId, size, envelope?.subject ?? null, messageId ? 0 : uid]);
  return {
    size: Math.min(size, 2 ** 31 - 1),
    sha256: createHash('sha256').update(description).digest('hex'),
    messageId: messageId && messageId.length <= MAX_MESSAGE_ID ? storable(messageId) : null,
    fromAddress: normalizeEmail(envelope?.from?.[0]?.address ?? '') ?? null,
    subject: shortened(storable(envelope?.subject ?? ''), MAX_SUBJECT),
  };
}
