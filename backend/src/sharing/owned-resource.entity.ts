import { Column, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';

/** Something that an agent keeps for themselves or shares with all agents. Each owner has a name but once. */
export abstract class OwnedResource {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('integer') ownerId!: number;
  @ManyToOne(() => User, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'owner_id' })
  owner!: Relation<User>;
  @Column('boolean', { default: false }) shared!: boolean;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) updatedAt!: Date;
}
