import type { MigrationInterface, QueryRunner } from 'typeorm';
import { countByTeam, countWithoutTeams } from './team-counters.js';

const COVERED = 'priority, category, triage_state, assignee_id';
const REPLIED = `(CASE WHEN status IN ('open', 'in_progress', 'waiting')
  THEN coalesce(customer_replied_at, '1970-01-01 00:00:00+00') ELSE '1970-01-01 00:00:00+00' END)`;

/** Lists of one team, and of agents who do not see all teams, are read in order of these. */
const INDEXES = {
  ix_tickets_team: `team_id, created_at, id, status, ${COVERED}`,
  ix_tickets_team_status: `team_id, status, created_at, id, ${COVERED}`,
  ix_tickets_team_updated: `team_id, updated_at, id, status, ${COVERED}, created_at`,
  ix_tickets_team_priority: `team_id, priority, created_at, id, status, category, triage_state, assignee_id`,
  ix_tickets_team_replied: `team_id, ${REPLIED}, created_at, id`,
};

/**
 * Teams are managed and limit what agents see. Building the indexes takes about 20 seconds with a million tickets,
 * during which writes wait.
 */
export class TeamVisibility1765700000000 implements MigrationInterface {
  name = 'TeamVisibility1765700000000';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`ALTER TYPE actor_type ADD VALUE IF NOT EXISTS 'rule'`);
    await q.query(`CREATE TYPE team_assignment AS ENUM ('off', 'round_robin', 'least_loaded')`);
    await q.query(`
      ALTER TABLE teams ADD assignment team_assignment NOT NULL DEFAULT 'off', ADD auto_close_days integer,
        ADD last_assigned_id integer,
        ADD CONSTRAINT ck_teams_auto_close_days CHECK (auto_close_days BETWEEN 1 AND 365)`);
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    await countByTeam(q);
    for (const [name, columns] of Object.entries(INDEXES))
      await q.query(`CREATE INDEX ${name} ON tickets (${columns}) WHERE deleted_at IS NULL`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`LOCK TABLE tickets IN ACCESS EXCLUSIVE MODE`);
    for (const name of Object.keys(INDEXES)) await q.query(`DROP INDEX ${name}`);
    for (let folded = 1; folded > 0;)
      [{ folded }] = (await q.query(`SELECT fold_ticket_counters() AS folded`)) as [{ folded: number }];
    await countWithoutTeams(q);
    await q.query(`ALTER TABLE teams DROP last_assigned_id, DROP auto_close_days, DROP assignment`);
    await q.query(`DROP TYPE team_assignment`);
    // A value of an enum cannot be removed.
    await q.query(`ALTER TYPE actor_type RENAME TO actor_type_before`);
    await q.query(`CREATE TYPE actor_type AS ENUM ('user', 'triage', 'system')`);
    await q.query(`ALTER TABLE ticket_history ALTER actor_type TYPE actor_type
      USING (CASE WHEN actor_type::text = 'rule' THEN 'system' ELSE actor_type::text END)::actor_type`);
    await q.query(`DROP TYPE actor_type_before`);
  }
}
