import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import { CATEGORIES, type Category } from '../../vocabulary/index.js';

/** The confidence that the team requires of suggestions of a category. */
@Entity('triage_thresholds')
@Check('ck_triage_thresholds', 'apply_at BETWEEN 0 AND 1 AND settle_at BETWEEN apply_at AND 1')
export class TriageThreshold {
  @PrimaryColumn('enum', {
    enum: CATEGORIES,
    enumName: 'ticket_category',
    primaryKeyConstraintName: 'triage_thresholds_pkey',
  })
  category!: Category;
  /** Below this confidence, the ticket stays at general/medium. */
  @Column('real', { default: 0 }) applyAt!: number;
  /** From this confidence on, the suggestion is accepted without an agent; null for never. */
  @Column('real', { nullable: true }) settleAt!: number | null;
}
