import { Column, Entity, PrimaryColumn } from 'typeorm';
import {
  CATEGORIES,
  DECISIONS,
  PRIORITIES,
  STATUSES,
  TRIAGE_SOURCES,
  TRIAGE_STATES,
  type Category,
  type Decision,
  type Priority,
  type Status,
  type TriageSource,
  type TriageState,
} from '../vocabulary/index.js';

/*
 * Counters of tickets, which triggers and `fold_ticket_counters` maintain (see the migrations). The service reads their
 * views only, such as `ticket_counts`. The tables have unique indexes of expressions and no primary key, which TypeORM
 * requires: a column that is never null stands for it, and TypeORM does not compare the tables with the schema.
 */

const STATUS = { enum: STATUSES, enumName: 'ticket_status' } as const;
const PRIORITY = { enum: PRIORITIES, enumName: 'ticket_priority' } as const;
const CATEGORY = { enum: CATEGORIES, enumName: 'ticket_category' } as const;
const SOURCE = { enum: TRIAGE_SOURCES, enumName: 'triage_source' } as const;
const STATE = { enum: TRIAGE_STATES, enumName: 'triage_state' } as const;
const DECISION = { enum: DECISIONS, enumName: 'triage_decision' } as const;

@Entity('ticket_counts_folded', { synchronize: false })
export class TicketCountsFolded {
  @PrimaryColumn('enum', STATUS) status!: Status;
  @Column('enum', PRIORITY) priority!: Priority;
  @Column('enum', CATEGORY) category!: Category;
  @Column('enum', STATE) triageState!: TriageState;
  @Column('enum', { ...SOURCE, nullable: true }) triageSource!: TriageSource | null;
  @Column('bigint') n!: string;
}

@Entity('ticket_days_folded', { synchronize: false })
export class TicketDaysFolded {
  @PrimaryColumn('date') day!: Date;
  @Column('bigint') created!: string;
  @Column('bigint') resolved!: string;
}

@Entity('ticket_resolutions_folded', { synchronize: false })
export class TicketResolutionsFolded {
  @PrimaryColumn('integer') bucket!: number;
  @Column('bigint') n!: string;
  @Column('bigint') seconds!: string;
}

@Entity('ticket_workload_folded', { synchronize: false })
export class TicketWorkloadFolded {
  @Column('integer', { nullable: true }) assigneeId!: number | null;
  @PrimaryColumn('enum', STATUS) status!: Status;
  @Column('bigint') n!: string;
}

@Entity('ticket_filings_folded', { synchronize: false })
export class TicketFilingsFolded {
  @PrimaryColumn('date') day!: Date;
  @Column('enum', PRIORITY) priority!: Priority;
  @Column('enum', CATEGORY) category!: Category;
  @Column('bigint') n!: string;
}

@Entity('ticket_backlog_folded', { synchronize: false })
export class TicketBacklogFolded {
  @PrimaryColumn('date') day!: Date;
  @Column('enum', STATUS) status!: Status;
  @Column('enum', PRIORITY) priority!: Priority;
  @Column('bigint') n!: string;
}

@Entity('ticket_solutions_folded', { synchronize: false })
export class TicketSolutionsFolded {
  @PrimaryColumn('date') day!: Date;
  @Column('integer') bucket!: number;
  @Column('bigint') n!: string;
  @Column('bigint') seconds!: string;
}

@Entity('ticket_tags_folded', { synchronize: false })
export class TicketTagsFolded {
  @PrimaryColumn('text') tag!: string;
  @Column('bigint') n!: string;
}

@Entity('triage_category_decisions_folded', { synchronize: false })
export class TriageCategoryDecisionsFolded {
  @PrimaryColumn('date') day!: Date;
  @Column('enum', SOURCE) source!: TriageSource;
  @Column('enum', DECISION) decision!: Decision;
  @Column('enum', CATEGORY) suggested!: Category;
  @Column('enum', CATEGORY) chosen!: Category;
  @Column('bigint') n!: string;
}

@Entity('triage_priority_decisions_folded', { synchronize: false })
export class TriagePriorityDecisionsFolded {
  @PrimaryColumn('date') day!: Date;
  @Column('enum', PRIORITY) suggested!: Priority;
  @Column('enum', PRIORITY) chosen!: Priority;
  @Column('bigint') n!: string;
}

@Entity('triage_decision_counts_folded', { synchronize: false })
export class TriageDecisionCountsFolded {
  @PrimaryColumn('enum', STATE) state!: TriageState;
  @Column('bigint') n!: string;
}

@Entity('triage_confidence_folded', { synchronize: false })
export class TriageConfidenceFolded {
  @PrimaryColumn('enum', CATEGORY) suggested!: Category;
  @Column('integer') bucket!: number;
  @Column('text') outcome!: string;
  @Column('bigint') n!: string;
}

const TIME = { precision: 3, nullable: true } as const;

/** Differences that writes append, until they are folded into the counters. */
@Entity('ticket_differences', { synchronize: false })
export class TicketDifferences {
  @Column('bigint', { nullable: true }) n!: string | null;
  @Column('enum', { ...STATUS, nullable: true }) status!: Status | null;
  @Column('enum', { ...PRIORITY, nullable: true }) priority!: Priority | null;
  @Column('enum', { ...CATEGORY, nullable: true }) category!: Category | null;
  @Column('enum', { ...STATE, nullable: true }) triageState!: TriageState | null;
  @Column('enum', { ...SOURCE, nullable: true }) triageSource!: TriageSource | null;
  @Column('enum', { ...CATEGORY, nullable: true }) suggestedCategory!: Category | null;
  @Column('enum', { ...PRIORITY, nullable: true }) suggestedPriority!: Priority | null;
  @Column('real', { nullable: true }) confidence!: number | null;
  @Column('boolean', { nullable: true }) selfSettled!: boolean | null;
  @Column('boolean', { nullable: true }) abstained!: boolean | null;
  @Column('integer', { nullable: true }) assigneeId!: number | null;
  @Column('timestamp with time zone', TIME) createdAt!: Date | null;
  @Column('timestamp with time zone', TIME) resolvedAt!: Date | null;
  @Column('timestamp with time zone', TIME) decidedAt!: Date | null;
  @PrimaryColumn('text', { array: true }) tags!: string[];
  @Column('enum', { ...CATEGORY, nullable: true }) decidedCategory!: Category | null;
  @Column('enum', { ...PRIORITY, nullable: true }) decidedPriority!: Priority | null;
  @Column('integer', { default: 1 }) teamId!: number;
}

/* The same counters by team, without the default team's tickets. */

@Entity('team_ticket_counts_folded', { synchronize: false })
export class TeamTicketCountsFolded extends TicketCountsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_days_folded', { synchronize: false })
export class TeamTicketDaysFolded extends TicketDaysFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_resolutions_folded', { synchronize: false })
export class TeamTicketResolutionsFolded extends TicketResolutionsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_workload_folded', { synchronize: false })
export class TeamTicketWorkloadFolded extends TicketWorkloadFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_filings_folded', { synchronize: false })
export class TeamTicketFilingsFolded extends TicketFilingsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_backlog_folded', { synchronize: false })
export class TeamTicketBacklogFolded extends TicketBacklogFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_solutions_folded', { synchronize: false })
export class TeamTicketSolutionsFolded extends TicketSolutionsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_ticket_tags_folded', { synchronize: false })
export class TeamTicketTagsFolded extends TicketTagsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_triage_category_decisions_folded', { synchronize: false })
export class TeamTriageCategoryDecisionsFolded extends TriageCategoryDecisionsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_triage_priority_decisions_folded', { synchronize: false })
export class TeamTriagePriorityDecisionsFolded extends TriagePriorityDecisionsFolded {
  @Column('integer') teamId!: number;
}

@Entity('team_triage_decision_counts_folded', { synchronize: false })
export class TeamTriageDecisionCountsFolded extends TriageDecisionCountsFolded {
  @Column('integer') teamId!: number;
}
