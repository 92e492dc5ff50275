import { ApiProperty } from '@nestjs/swagger';
import type { TicketRow } from '../ticket-rows.js';
import type { Ticket } from '../ticket.entity.js';
import {
  CATEGORIES,
  PRIORITIES,
  STATUSES,
  TRIAGE_SOURCES,
  TRIAGE_STATES,
  type Category,
  type Priority,
  type Status,
  type TriageSource,
  type TriageState,
} from '../ticket.values.js';

export class TriageView {
  /**
   * pending: an answer is owed; suggested: the machine's, until an agent decides; accepted, overridden: an agent
   * decided about a suggestion; manual: a person chose without one.
   */
  @ApiProperty({ enum: TRIAGE_STATES, enumName: 'TriageState' }) state!: TriageState;
  /** Which classifier made the suggestion. */
  @ApiProperty({ enum: TRIAGE_SOURCES, enumName: 'TriageSource', nullable: true })
  source!: TriageSource | null;
  /** @example 'gemini-flash-latest' */
  model!: string | null;
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category', nullable: true })
  suggested_category!: Category | null;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority', nullable: true })
  suggested_priority!: Priority | null;
  /**
   * In [0, 1].
   * @example 0.93
   */
  confidence!: number | null;
  /** @example 'Network access is down for the user.' */
  rationale!: string | null;
  /**
   * Stretches of title or description that the suggestion rests on, as they stand there.
   * @example ['cannot access the VPN']
   */
  evidence!: string[];
  /**
   * The classifier could not tell: the suggestion is general/medium, and a person has to read the ticket.
   * @example false
   */
  abstained!: boolean;
  /**
   * The text addresses the classifier, as if to steer it; what it says about itself should not be trusted.
   * @example false
   */
  hostile!: boolean;
  /**
   * Less sure than the team's threshold: the suggestion is shown and not applied.
   * @example false
   */
  held!: boolean;
  /**
   * Accepted by the team's threshold, without an agent.
   * @example false
   */
  self_settled!: boolean;
  /** Why a better classifier did not answer, such as `timeout` or `not_configured`. */
  @ApiProperty({ example: null }) degraded_reason!: string | null;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) classified_at!: string | null;
}

export class RequesterView {
  /** @example 'Ada' */
  name!: string | null;
  /** @example 'ada@example.org' */
  email!: string | null;
}

export class AssigneeView {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
}

export class TicketView {
  /** @example 1042 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'VPN down' */
  title!: string;
  /** @example 'My internet is down and I cannot access the VPN.' */
  description!: string;
  @ApiProperty({ enum: STATUSES, enumName: 'Status' }) status!: Status;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) priority!: Priority;
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category!: Category;
  triage!: TriageView;
  requester!: RequesterView | null;
  assignee!: AssigneeView | null;
  /** @example ['vpn'] */
  tags!: string[];
  /**
   * Counts updates; the same number is the ETag.
   * @example 2
   */
  @ApiProperty({ type: 'integer' }) version!: number;
  /** @example '2026-11-24T05:00:00.000Z' */
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
  /**
   * When an agent first replied in public.
   * @example '2026-11-24T05:04:10.000Z'
   */
  @ApiProperty({ format: 'date-time' }) first_response_at!: string | null;
  @ApiProperty({ format: 'date-time', example: null }) resolved_at!: string | null;
}

/** A ticket as the wire contract shows it. Its `assignee` must have been read with it. */
export function ticketView(ticket: Ticket | TicketRow): TicketView {
  const { requesterName, requesterEmail, assignee } = ticket;
  return {
    id: ticket.id,
    title: ticket.title,
    description: ticket.description,
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category,
    triage: {
      state: ticket.triageState,
      source: ticket.triageSource,
      model: ticket.triageModel,
      suggested_category: ticket.suggestedCategory,
      suggested_priority: ticket.suggestedPriority,
      confidence: ticket.confidence,
      rationale: ticket.rationale,
      evidence: ticket.evidence,
      abstained: ticket.abstained,
      hostile: ticket.hostile,
      held: ticket.held,
      self_settled: ticket.selfSettled,
      degraded_reason: ticket.degradedReason,
      classified_at: ticket.classifiedAt && instantOf(ticket.classifiedAt),
    },
    requester: requesterName || requesterEmail ? { name: requesterName, email: requesterEmail } : null,
    assignee: assignee && { id: assignee.id, name: assignee.name },
    tags: ticket.tags,
    version: ticket.version,
    created_at: instantOf(ticket.createdAt),
    updated_at: instantOf(ticket.updatedAt),
    first_response_at: ticket.firstResponseAt && instantOf(ticket.firstResponseAt),
    resolved_at: ticket.resolvedAt && instantOf(ticket.resolvedAt),
  };
}

function instantOf(time: Date | string): string {
  return typeof time === 'string' ? time : time.toISOString();
}
