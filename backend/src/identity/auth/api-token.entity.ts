import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from '../users/user.entity.js';
import { ROLES, type Role } from '../../vocabulary/index.js';

/** What a token may do of what its owner may: read, or also write. */
export const TOKEN_SCOPES = ['read', 'write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** Lets a program act as the person who made it. Revoking it deletes the row. */
@Entity('api_tokens')
@Index('uq_api_tokens_hash', ['tokenHash'], { unique: true })
@Index('ix_api_tokens_user', ['userId', 'id'])
export class ApiToken {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') userId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'user_id', foreignKeyConstraintName: 'fk_api_tokens_user' })
  user?: Relation<User>;
  @Column('text') name!: string;
  @Column('enum', { enum: TOKEN_SCOPES, enumName: 'token_scope' }) scope!: TokenScope;
  /** Its owner's when it was made: a promotion is not the token's. Null for one from a process before this was kept. */
  @Column('enum', { enum: ROLES, enumName: 'user_role', nullable: true }) role!: Role | null;
  /** SHA-256: 256 random bits can't be guessed, so a slow hash would only cost every request its time. */
  @Column('text') tokenHash!: string;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3 }) expiresAt!: Date;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) lastUsedAt!: Date | null;
}
