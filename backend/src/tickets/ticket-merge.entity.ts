import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { Visibility } from './ticket-message.entity.js';
import { Ticket } from './ticket.entity.js';

/** A merge, with what is needed to undo it exactly. */
@Entity('ticket_merges')
@Index('ix_ticket_merges_target', ['targetId'])
export class TicketMerge {
  @PrimaryColumn('integer') sourceId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'source_id', foreignKeyConstraintName: 'fk_ticket_merges_source' })
  source?: Relation<Ticket>;
  @Column('integer') targetId!: number;
  @ManyToOne(() => Ticket, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'target_id', foreignKeyConstraintName: 'fk_ticket_merges_target' })
  target?: Relation<Ticket>;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) mergedAt!: Date;
  /** The moved messages, delivered or not, with the visibility that they had. */
  @Column('jsonb') messages!: { id: number; visibility: Visibility }[];
  /** The message that shows the source's description in the target. */
  @Column('integer') descriptionMessageId!: number;
  /** The source's followers that the target did not have. */
  @Column('integer', { array: true }) followers!: number[];
  @Column('jsonb') sourceBefore!: Partial<Ticket>;
  /** The target's fields that the merge changed. */
  @Column('jsonb') targetBefore!: Partial<Ticket>;
  @Column('jsonb') targetAfter!: Partial<Ticket>;
}
