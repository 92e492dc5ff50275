import { ApiProperty } from '@nestjs/swagger';
import type { Caller } from '../../users/caller.js';
import { codedRationale, RATIONALE_CODES, type RationaleCode, type RationaleTerms } from '../rationale.js';
import { NO_REPLY, type TicketRow } from '../ticket-rows.js';
import {
  CATEGORIES,
  PRIORITIES,
  STATUSES,
  TRIAGE_SOURCES,
  TRIAGE_STATES,
  can,
  isResolved,
  type Category,
  type Priority,
  type Status,
  type TriageSource,
  type TriageState,
} from '../../vocabulary/index.js';
import type { Ticket } from '../ticket.entity.js';

export class AssigneeView {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
}

/** Of which there are depends on the code. */
export class RationaleParams implements RationaleTerms {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category?: Category;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) priority?: Priority;
  /**
   * Words of the ticket that point to the category.
   * @example ['VPN', 'cannot access']
   */
  category_words?: string[];
  /**
   * Words of the ticket that point to the priority.
   * @example ['urgent']
   */
  priority_words?: string[];
  /** The two that are about as likely, of a `tie`. */
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category', isArray: true }) categories?: Category[];
}

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
  /** Stands for the rationale where the service worded it, for clients in another language than English. */
  @ApiProperty({ enum: RATIONALE_CODES, enumName: 'RationaleCode', nullable: true })
  rationale_code!: RationaleCode | null;
  rationale_params!: RationaleParams | null;
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
  /** The agent who decided; null while nobody has, and where that was before deciders were recorded. */
  decided_by!: AssigneeView | null;
  /**
   * Why a better classifier did not answer, such as `timeout` or `not_configured`. `analysis_timeout`: the text could not
   * be read within the time limit; `interrupted`: two attempts to triage the ticket ended before they had an answer.
   */
  @ApiProperty({ example: null }) degraded_reason!: string | null;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) classified_at!: string | null;
}

export class RequesterView {
  /**
   * Null where they have no account, so that they see neither the ticket nor a reply.
   * @example 12
   */
  @ApiProperty({ type: 'integer', nullable: true }) id!: number | null;
  /** @example 'Ada' */
  name!: string | null;
  /** @example 'ada@example.org' */
  email!: string | null;
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
   * The requester has written what the assignee, or any agent where there is none, has not read. Agents alone are told.
   * @example false
   */
  unread!: boolean;
  /**
   * When the requester of an unresolved ticket last wrote; null once an agent has answered in public since. Agents alone are told.
   */
  @ApiProperty({ format: 'date-time', example: null }) customer_replied_at!: string | null;
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

/** Who reads a ticket. */
type Viewer = Pick<Caller, 'role'>;

/**
 * A ticket as the wire contract shows it to this reader: to a requester as if no internal note had been written. Its
 * `assignee` must have been read with it.
 */
export function ticketView(ticket: Ticket | TicketRow, viewer: Viewer): TicketView {
  const view = wholeView(ticket);
  if (can(viewer, 'messages.internal')) return visibleTo(viewer, view);
  return visibleTo(viewer, {
    ...view,
    version: publicVersion(ticket),
    updated_at: instantOf(ticket.publicUpdatedAt ?? ticket.updatedAt),
  });
}

/**
 * To requesters the state of triage alone, as if no threshold had decided: what a model said of their text may quote
 * others, and would tell them how to word the next one.
 */
export function visibleTo(viewer: Viewer, ticket: TicketView): TicketView {
  if (can(viewer, 'tickets.readTeamFields')) return ticket;
  const { state, self_settled } = ticket.triage;
  return {
    ...ticket,
    unread: false,
    customer_replied_at: null,
    triage: { ...UNTOLD, state: self_settled ? 'suggested' : state },
  };
}

const UNTOLD: Omit<TriageView, 'state'> = {
  source: null,
  model: null,
  suggested_category: null,
  suggested_priority: null,
  confidence: null,
  rationale: null,
  rationale_code: null,
  rationale_params: null,
  evidence: [],
  abstained: false,
  hostile: false,
  held: false,
  self_settled: false,
  decided_by: null,
  degraded_reason: null,
  classified_at: null,
};

function wholeView(ticket: Ticket | TicketRow): TicketView {
  const { requesterId, requesterName, requesterEmail, assignee, decider } = ticket;
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
      ...rationaleView(ticket.rationale),
      evidence: ticket.evidence,
      abstained: ticket.abstained,
      hostile: ticket.hostile,
      held: ticket.held,
      self_settled: ticket.selfSettled,
      decided_by: decider && { id: decider.id, name: decider.name },
      degraded_reason: ticket.degradedReason,
      classified_at: ticket.classifiedAt && instantOf(ticket.classifiedAt),
    },
    requester:
      requesterName || requesterEmail
        ? { id: requesterId, name: requesterName, email: requesterEmail }
        : null,
    assignee: assignee && { id: assignee.id, name: assignee.name },
    tags: ticket.tags,
    unread: ticket.unread,
    customer_replied_at: customerRepliedAt(ticket),
    version: ticket.version,
    created_at: instantOf(ticket.createdAt),
    updated_at: instantOf(ticket.updatedAt),
    first_response_at: ticket.firstResponseAt && instantOf(ticket.firstResponseAt),
    resolved_at: ticket.resolvedAt && instantOf(ticket.resolvedAt),
  };
}

export class DeletedTicket {
  /** @example 1042 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'VPN down' */
  title!: string;
  /** @example '2026-11-24T05:00:01.120Z' */
  deleted_at!: Date;
  /**
   * The administrator's name as it was then.
   * @example 'Grace'
   */
  deleted_by!: string | null;
  /**
   * Until when it can be restored.
   * @example '2026-12-24T05:00:01.120Z'
   */
  restorable_until!: Date;
}

export class DeletedTicketList {
  /** Deleted last first, at most 500. */
  results!: DeletedTicket[];
}

export function rationaleView<Text extends string | null>(rationale: Text) {
  const coded = codedRationale(rationale);
  return { rationale, rationale_code: coded?.code ?? null, rationale_params: coded?.params ?? null };
}

function customerRepliedAt({ customerRepliedAt: at, status }: Ticket | TicketRow): string | null {
  return at === null || at === NO_REPLY || isResolved(status) ? null : instantOf(at);
}

/** How often the ticket was updated as far as its requester knows. */
export function publicVersion({
  version,
  internalUpdates,
}: Pick<Ticket, 'version' | 'internalUpdates'>): number {
  return version - internalUpdates;
}

function instantOf(time: Date | string): string {
  return typeof time === 'string' ? time : time.toISOString();
}
