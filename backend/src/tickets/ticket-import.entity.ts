import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** Progress of a file's import. */
@Entity('ticket_imports')
@Unique('uq_ticket_imports', ['source', 'fileHash'])
export class TicketImport {
  @PrimaryGeneratedColumn('identity', { primaryKeyConstraintName: 'ticket_imports_pkey' }) id!: number;
  @Column('text') source!: string;
  @Column('text') fileHash!: string;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) startedAt!: Date;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) finishedAt!: Date | null;
  /** Processed rows of the file, with any result. */
  @Column('integer', { default: 0 }) rowsDone!: number;
  @Column('integer', { default: 0 }) imported!: number;
  /** Rows of tickets that were imported before, by their external id. */
  @Column('integer', { default: 0 }) known!: number;
  @Column('integer', { default: 0 }) rejected!: number;
  /** Size of the file of rejected rows at this progress. */
  @Column('bigint', { default: 0 }) rejectedBytes!: string;
}
