import { Column, Entity, PrimaryColumn } from 'typeorm';
import { TRIAGE_SOURCES, type TriageSource } from '../../vocabulary/index.js';

/** Usage of a remote model on a UTC day. */
@Entity('model_usage')
export class ModelUsage {
  @PrimaryColumn('date', { primaryKeyConstraintName: 'model_usage_pkey' }) day!: Date;
  @PrimaryColumn('enum', {
    enum: TRIAGE_SOURCES,
    enumName: 'triage_source',
    primaryKeyConstraintName: 'model_usage_pkey',
  })
  source!: TriageSource;
  @PrimaryColumn('text', { primaryKeyConstraintName: 'model_usage_pkey' }) model!: string;
  @Column('bigint') calls!: string;
  @Column('bigint') tickets!: string;
  @Column('bigint') inputTokens!: string;
  @Column('bigint') outputTokens!: string;
  @Column('double precision') costUsd!: number;
}
