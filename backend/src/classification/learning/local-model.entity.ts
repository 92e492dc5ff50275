import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { User } from '../../identity/users/user.entity.js';
import type { ModelState } from './local-models.repository.js';
import type { Impact, Replay } from './replay.js';
import type { Gate } from './train-model.js';

/** A version of the local model. At most one is active. */
@Entity('local_models')
@Check('ck_local_models_state', `state IN ('active', 'waiting', 'retired', 'refused')`)
@Index('uq_local_models_active', ['state'], { unique: true, where: `state = 'active'` })
export class LocalModel {
  @PrimaryGeneratedColumn('identity', { primaryKeyConstraintName: 'local_models_pkey' }) id!: number;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('text') name!: string;
  /** The bundled model that training started from. */
  @Column('text') base!: string;
  /** Number of the team's decisions at the time of training. */
  @Column('integer') decisions!: number;
  /** Comparison with the then active model on held-out decisions. Its lists of tickets are shortened. */
  @Column('jsonb') report!: Replay;
  /** The weights, compressed. */
  @Column('bytea', { select: false }) file?: Buffer;
  @Column('text') state!: ModelState;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) activatedAt!: Date | null;
  /** Changes on the newest tickets; null for models trained before it was measured. */
  @Column('jsonb', { nullable: true }) impact!: Impact | null;
  /** How the candidates compared; null for models trained before they were compared. */
  @Column('jsonb', { nullable: true }) gate!: Gate | null;
  /** The administrator who approved, rejected or activated it. */
  @Column('integer', { name: 'reviewed_by', nullable: true }) reviewedBy!: number | null;
  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'reviewed_by', foreignKeyConstraintName: 'local_models_reviewed_by_fkey' })
  reviewer?: Relation<User> | null;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) reviewedAt!: Date | null;
}
