import { Check, Column, Entity, Index } from 'typeorm';
import type { MessageChanges } from '../tickets/dto/message-changes.dto.js';
import { OwnedResource } from '../sharing/owned-resource.entity.js';
import { MAX_LENGTH } from '../vocabulary/index.js';

/** A reusable reply. The console fills in its placeholders when an agent inserts it into a message. */
@Entity('canned_replies')
@Index('uq_canned_replies_owner_title', ['ownerId', 'title'], { unique: true })
@Index('ix_canned_replies_shared', ['title'], { where: 'shared' })
@Check('ck_canned_replies_title', `char_length(title) BETWEEN 1 AND ${MAX_LENGTH.cannedReplyTitle}`)
@Check('ck_canned_replies_body', `char_length(body) BETWEEN 1 AND ${MAX_LENGTH.cannedReplyBody}`)
export class CannedReply extends OwnedResource {
  @Column('text') title!: string;
  @Column('text') body!: string;
  /** What a message with it changes on the ticket. */
  @Column('jsonb', { default: {} }) changes!: Readonly<MessageChanges>;
}
