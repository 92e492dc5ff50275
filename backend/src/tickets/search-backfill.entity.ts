import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A table whose rows have search words of an earlier version, up to an id. */
@Entity('search_backfill')
export class SearchBackfillProgress {
  @PrimaryColumn('text', { primaryKeyConstraintName: 'search_backfill_pkey' }) searched!: string;
  @Column('integer') nextId!: number;
}
