import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { DELIVERY_STATES, type DeliveryState, type RecipientKind } from '../vocabulary/index.js';
import { TicketMessage } from './ticket-message.entity.js';

/** A mail address that a public reply is sent to, and whether it arrived there. */
@Entity('message_recipients')
@Check('ck_message_recipients_kind', `kind IN ('to', 'cc')`)
export class MessageRecipient {
  @PrimaryColumn('integer', { primaryKeyConstraintName: 'PK_message_recipients' }) messageId!: number;
  @ManyToOne(() => TicketMessage, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'message_id', foreignKeyConstraintName: 'fk_message_recipients_message' })
  message?: Relation<TicketMessage>;
  /** Normalized, see `normalizeEmail`. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'PK_message_recipients' }) address!: string;
  @Column('text') kind!: RecipientKind;
  @Column('enum', { enum: DELIVERY_STATES, enumName: 'delivery_state', default: 'queued' })
  delivery!: DeliveryState;
  /** Answer of the mail server, or text of the delivery report. */
  @Column('text', { nullable: true }) detail!: string | null;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) updatedAt!: Date;
}
