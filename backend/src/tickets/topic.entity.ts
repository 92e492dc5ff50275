import { Check, Column, Entity, Index, PrimaryGeneratedColumn } from 'typeorm';
import { CATEGORIES, MAX_LENGTH, type Category } from '../vocabulary/index.js';

/** A subject in the team's own words, such as "Refund", which belongs to one category. */
@Entity('topics')
// Names are unique regardless of case. Indexes an expression, which TypeORM cannot describe (see the migration).
@Index('uq_topics_name', { synchronize: false })
@Check('ck_topics_name', `char_length(name) BETWEEN 1 AND ${MAX_LENGTH.topicName}`)
export class Topic {
  @PrimaryGeneratedColumn('identity') id!: number;
  @Column('text') name!: string;
  /** A sentence that tells remote models which tickets the topic covers. */
  @Column('text', { default: '' }) description!: string;
  @Column('enum', { enum: CATEGORIES, enumName: 'ticket_category' }) category!: Category;
  /** Whether it can be chosen for tickets. A topic in use is deactivated, not deleted. */
  @Column('boolean', { default: true }) active!: boolean;
  @Column('timestamp with time zone', { precision: 3, default: () => 'now()' }) createdAt!: Date;
}
