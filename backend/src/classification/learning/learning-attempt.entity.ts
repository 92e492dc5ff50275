import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The training that is in progress: at most one row. */
@Entity('learning_attempts')
@Check('learning_attempts_id_check', 'id')
export class LearningAttempt {
  @PrimaryColumn('boolean', { default: true, primaryKeyConstraintName: 'learning_attempts_pkey' })
  id!: boolean;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) startedAt!: Date;
}
