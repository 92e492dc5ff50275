import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from '../users/user.entity.js';
import { ROLES, type Role } from '../../vocabulary/index.js';

/** Scopes of an API token: read only, or read and write, within its owner's permissions. */
export const TOKEN_SCOPES = ['read', 'write'] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];

/** A credential by which a program acts as a user. Revoking it deletes the row. */
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
  /**
   * The owner's role at creation: a later promotion does not apply to the token. Null for tokens created before roles
   * were recorded.
   */
  @Column('enum', { enum: ROLES, enumName: 'user_role', nullable: true }) role!: Role | null;
  /**
   * SHA-256. A token has 256 random bits, so a slow hash would add latency to every request without adding security.
   */
  @Column('text') tokenHash!: string;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3 }) expiresAt!: Date;
  @Column('timestamp with time zone', { precision: 3, nullable: true }) lastUsedAt!: Date | null;
}
