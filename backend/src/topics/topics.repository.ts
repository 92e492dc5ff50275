import { Injectable } from '@nestjs/common';
import { sql } from 'kysely';
import { DataSource, type EntityManager } from 'typeorm';
import { boolean, enumeration, integer, notNull, text, timestamptz } from '../database/columns.js';
import { execute, query, queryFirst, statement } from '../database/query.js';
import { violatedConstraint } from '../database/violated-constraint.js';
import { Topic } from '../tickets/topic.entity.js';
import { TopicInUse, TopicLimitReached, TopicNameTaken, TopicNotFound } from './topics.errors.js';
import type { TopicView } from './dto/topics.dto.js';

/** Counting limit per topic. */
const COUNT_CAP = 10_000;

/** A model is given all active topics with their descriptions, which bounds the cost of a call. */
export const MAX_ACTIVE_TOPICS = 100;

const TOPIC = {
  ...{ id: integer, name: text, description: text, category: enumeration('ticket_category') },
  ...{ active: boolean, tickets: integer, created_at: notNull(timestamptz) },
};

/** Index: `ix_tickets_topic`. */
const topicsSql = (id?: number) => sql`
  SELECT t.id, t.name, t.description, t.category, t.active, t.created_at,
    (SELECT count(*)::int FROM (
      SELECT FROM tickets WHERE topic_id = t.id AND deleted_at IS NULL LIMIT ${sql.lit(COUNT_CAP)}
    ) used) AS tickets
  FROM topics t ${id === undefined ? sql`ORDER BY lower(t.name), t.id` : sql`WHERE t.id = ${id}`}`;

@Injectable()
export class TopicsRepository {
  constructor(private readonly dataSource: DataSource) {}

  list(): Promise<TopicView[]> {
    return query(this.dataSource, statement(TOPIC, topicsSql()));
  }

  /** @throws TopicNotFound */
  async get(id: number, manager: EntityManager = this.dataSource.manager): Promise<TopicView> {
    const topic = await queryFirst(manager, statement(TOPIC, topicsSql(id)));
    if (!topic) throw new TopicNotFound(id);
    return topic;
  }

  /** @throws TopicNameTaken | TopicLimitReached */
  create(fields: Pick<Topic, 'name' | 'description' | 'category' | 'active'>): Promise<TopicView> {
    return this.write(async (manager) => {
      const topic = manager.create(Topic, fields);
      await manager.insert(Topic, topic);
      return topic.id;
    });
  }

  /** @throws TopicNotFound | TopicNameTaken | TopicLimitReached */
  update(id: number, fields: Partial<Topic>): Promise<TopicView> {
    return this.write(async (manager) => {
      await this.get(id, manager);
      if (Object.keys(fields).length > 0) await manager.update(Topic, { id }, fields);
      return id;
    });
  }

  /** @throws TopicNotFound | TopicInUse */
  async remove(id: number): Promise<void> {
    try {
      const { affected } = await this.dataSource.manager.delete(Topic, { id });
      if (affected === 0) throw new TopicNotFound(id);
    } catch (error) {
      // Tickets refer to it, perhaps deleted ones that can be restored.
      if (violatedConstraint(error)?.startsWith('fk_')) throw new TopicInUse(id);
      throw error;
    }
  }

  private async write(work: (manager: EntityManager) => Promise<number>): Promise<TopicView> {
    try {
      return await this.dataSource.transaction(async (manager) => {
        // Serializes writers, which are rare, so that concurrent ones cannot exceed the limit.
        await execute(manager, statement({}, sql`LOCK TABLE topics IN SHARE ROW EXCLUSIVE MODE`));
        const topic = await this.get(await work(manager), manager);
        if (topic.active && (await manager.countBy(Topic, { active: true })) > MAX_ACTIVE_TOPICS)
          throw new TopicLimitReached(MAX_ACTIVE_TOPICS);
        return topic;
      });
    } catch (error) {
      if (violatedConstraint(error) === 'uq_topics_name') throw new TopicNameTaken();
      throw error;
    }
  }
}
