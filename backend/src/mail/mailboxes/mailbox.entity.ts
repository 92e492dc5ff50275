import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { Team } from '../../identity/teams/team.entity.js';
import { MAX_LENGTH } from '../../vocabulary/index.js';

/** TLS from the first byte, after the command STARTTLS, or not at all. */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const;
export type MailSecurity = (typeof MAIL_SECURITIES)[number];

/** Whether mail that is in the folder when the mailbox is first connected is fetched. */
export const FETCH_POLICIES = ['new', 'all'] as const;
export type FetchPolicy = (typeof FETCH_POLICIES)[number];

/** What happens to a mail in its folder once it is stored: nothing, it is marked as read, or it is moved. */
export const AFTER_FETCH = ['leave', 'flag', 'move'] as const;
export type AfterFetch = (typeof AFTER_FETCH)[number];

/** An address of the service: how mail to it is received, and how mail from it is sent. IMAP and SMTP are optional. */
@Entity('mailboxes')
@Unique('uq_mailboxes_address', ['address'])
@Unique('uq_mailboxes_inbound_token_hash', ['inboundTokenHash'])
@Index('ix_mailboxes_team', ['teamId'])
@Index('ix_mailboxes_aliases', ['aliases'], { type: 'gin' })
@Check('ck_mailboxes_name', `char_length(name) BETWEEN 1 AND ${MAX_LENGTH.mailboxName}`)
@Check('ck_mailboxes_address', 'address = lower(address)')
@Check('ck_mailboxes_imap', 'imap_host IS NULL OR imap_user IS NOT NULL')
@Check('ck_mailboxes_move_to', `after_fetch <> 'move' OR move_to IS NOT NULL`)
export class Mailbox {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** Normalized, like the aliases. */
  @Column('text') address!: string;
  /** Other addresses whose mail arrives here. */
  @Column('text', { array: true, default: () => "'{}'" }) aliases!: string[];
  /** The team of new tickets. */
  @Column('integer') teamId!: number;
  @ManyToOne(() => Team)
  @JoinColumn({ name: 'team_id', foreignKeyConstraintName: 'fk_mailboxes_team' })
  team?: Relation<Team>;
  /** Display name of sent mail. */
  @Column('text', { default: '' }) fromName!: string;
  @Column('text', { default: '' }) signature!: string;
  /** Whether mail is fetched, received and sent. */
  @Column('boolean', { default: true }) active!: boolean;

  @Column('text', { nullable: true }) imapHost!: string | null;
  @Column('integer', { default: 993 }) imapPort!: number;
  @Column('enum', { enum: MAIL_SECURITIES, enumName: 'mail_security', default: 'tls' })
  imapSecurity!: MailSecurity;
  @Column('text', { nullable: true }) imapUser!: string | null;
  /** Encrypted, like the other password (see SecretCipher). */
  @Column('bytea', { nullable: true }) imapPassword!: Buffer | null;
  @Column('text', { default: 'INBOX' }) imapFolder!: string;
  @Column('enum', { enum: FETCH_POLICIES, enumName: 'mail_fetch_policy', default: 'new' })
  fetchPolicy!: FetchPolicy;
  @Column('enum', { enum: AFTER_FETCH, enumName: 'mail_after_fetch', default: 'leave' })
  afterFetch!: AfterFetch;
  /** The folder of `move`. */
  @Column('text', { nullable: true }) moveTo!: string | null;

  @Column('text', { nullable: true }) smtpHost!: string | null;
  @Column('integer', { default: 587 }) smtpPort!: number;
  @Column('enum', { enum: MAIL_SECURITIES, enumName: 'mail_security', default: 'starttls' })
  smtpSecurity!: MailSecurity;
  @Column('text', { nullable: true }) smtpUser!: string | null;
  @Column('bytea', { nullable: true }) smtpPassword!: Buffer | null;

  /** Hash of the token for inbound mail by HTTP. */
  @Column('text', { nullable: true }) inboundTokenHash!: string | null;

  /** Mails that were stored, which its ledger must account for. */
  @Column('integer', { default: 0 }) mailsReceived!: number;
  /** Cursor of the folder: all mails up to the UID are stored. Null before the first connection. */
  @Column('bigint', { nullable: true }) uidValidity!: string | null;
  @Column('bigint', { nullable: true }) lastUid!: string | null;
  /** Until when one process fetches the mailbox. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) leasedUntil!: Date | null;
  @Column('text', { nullable: true }) leasedBy!: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) lastFetchedAt!: Date | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) failingSince!: Date | null;
  /** Why the last attempt failed. Null after one that succeeded. */
  @Column('text', { nullable: true }) lastErrorCode!: string | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) nextAttemptAt!: Date | null;

  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) updatedAt!: Date;
  /** Number of changes of the settings plus one. */
  @Column('integer', { default: 1 }) version!: number;
}
