import { Column, JoinColumn, ManyToOne, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { User } from '../identity/users/user.entity.js';

/** A resource that an agent owns and may share with all agents. Labels are unique per owner. */
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
