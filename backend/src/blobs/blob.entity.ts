import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';

/** Whether a file may be downloaded: not before it is scanned, and never if the scan found malware. */
export const BLOB_STATES = ['scanning', 'available', 'quarantined'] as const;
export type BlobState = (typeof BLOB_STATES)[number];

/**
 * The content of attachments, stored once by SHA-256. Without `sha256`, it is being uploaded, or removed.
 */
@Entity('blobs')
@Unique('uq_blobs_sha256', ['sha256'])
@Index('ix_blobs_work_due_at', ['workDueAt'], { where: 'work_due_at IS NOT NULL' })
@Index('ix_blobs_released_at', ['releasedAt'], { where: 'released_at IS NOT NULL' })
@Check('ck_blobs_sha256', `sha256 ~ '^[0-9a-f]{64}$'`)
@Check('ck_blobs_object_key', 'object_key IS NOT NULL OR NOT in_object_store')
export class Blob {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text', { nullable: true }) sha256!: string | null;
  /** In bytes. */
  @Column('integer', { default: 0 }) size!: number;
  /** Media type, detected from the content. */
  @Column('text', { default: 'application/octet-stream' }) type!: string;
  @Column('enum', { enum: BLOB_STATES, enumName: 'blob_state', default: 'available' }) state!: BlobState;
  /** What the scan found, or why it was not done yet. */
  @Column('text', { nullable: true }) stateReason!: string | null;
  /** Name in the object store. Also set while it is being moved there or removed. */
  @Column('text', { nullable: true }) objectKey!: string | null;
  /** Whether the object store has the content; otherwise it is in chunks. */
  @Column('boolean', { default: false }) inObjectStore!: boolean;
  @Column('boolean', { default: false }) needsThumbnail!: boolean;
  /** As WebP; null for files that are no images. */
  @Column('bytea', { nullable: true, select: false }) thumbnail!: Buffer | null;
  /** When it is scanned, gets a thumbnail or is moved next; null if nothing is left to do. */
  @Column('timestamp with time zone', { precision: 3, nullable: true }) workDueAt!: Date | null;
  @Column('smallint', { default: 0 }) workAttempts!: number;
  /** When the upload began or an attachment of it was last deleted: the purge then looks for others. */
  @Column('timestamp with time zone', { precision: 3, nullable: true, default: () => 'now()' })
  releasedAt!: Date | null;
}

/** A part of a blob, by its position from 0. All but the last have the same size. */
@Entity('blob_chunks')
export class BlobChunk {
  @PrimaryColumn('integer') blobId!: number;
  @ManyToOne(() => Blob, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'blob_id', foreignKeyConstraintName: 'fk_blob_chunks_blob' })
  blob?: Relation<Blob>;
  @PrimaryColumn('integer') position!: number;
  @Column('bytea') bytes!: Buffer;
}
