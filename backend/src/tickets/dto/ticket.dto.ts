import { ApiProperty } from '@nestjs/swagger';
import type { Caller } from '../../identity/users/caller.js';
import { NO_DUE_TIME, NO_REPLY, type TicketRow } from '../ticket-rows.repository.js';
import {
  CATEGORIES,
  CHANNELS,
  LINK_TYPES,
  PRIORITIES,
  RATIONALE_CODES,
  STATUSES,
  TRIAGE_SOURCES,
  TRIAGE_STATES,
  can,
  isResolved,
  parseRationale,
  type Category,
  type Channel,
  type LinkType,
  type Priority,
  type RationaleCode,
  type RationaleTerms,
  type Status,
  type TriageSource,
  type TriageState,
} from '../../vocabulary/index.js';
import type { LastMessage } from '../ticket-references.js';
import { VISIBILITIES, type Visibility } from '../ticket-message.entity.js';
import type { Ticket } from '../ticket.entity.js';

export class AssigneeView {
  /** @example 1 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'Grace' */
  name!: string;
}

/** The code determines which parameters are present. */
export class RationaleParams implements RationaleTerms {
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category' }) category?: Category;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority' }) priority?: Priority;
  /**
   * Words of the ticket that indicate the category.
   * @example ['VPN', 'cannot access']
   */
  category_words?: string[];
  /**
   * Words of the ticket that indicate the priority.
   * @example ['urgent']
   */
  priority_words?: string[];
  /** For `tie`: the two that are about equally likely. */
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category', isArray: true }) categories?: Category[];
  /**
   * For `topic`: its name.
   * @example 'VPN'
   */
  topic?: string;
}

export class ReferenceView {
  /** @example 7 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'VPN' */
  name!: string;
}

export class TicketLinkView {
  /**
   * ID of the linked ticket.
   * @example 1017
   */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** What this ticket is to the linked one. */
  @ApiProperty({ enum: LINK_TYPES, enumName: 'LinkType' }) type!: LinkType;
}

export class TriageView {
  /**
   * pending: waiting for triage. suggested: awaiting review by an agent. accepted, overridden: an agent decided on the
   * suggestion. manual: set by a person without a suggestion.
   */
  @ApiProperty({ enum: TRIAGE_STATES, enumName: 'TriageState' }) state!: TriageState;
  /** The classifier that made the suggestion. */
  @ApiProperty({ enum: TRIAGE_SOURCES, enumName: 'TriageSource', nullable: true })
  source!: TriageSource | null;
  /** @example 'gemini-flash-latest' */
  model!: string | null;
  @ApiProperty({ enum: CATEGORIES, enumName: 'Category', nullable: true })
  suggested_category!: Category | null;
  @ApiProperty({ enum: PRIORITIES, enumName: 'Priority', nullable: true })
  suggested_priority!: Priority | null;
  suggested_topic!: ReferenceView | null;
  /**
   * In [0, 1].
   * @example 0.93
   */
  confidence!: number | null;
  /** @example 'Network access is down for the user.' */
  rationale!: string | null;
  /** Code of the rationale, for translation. Null if a remote model wrote it. */
  @ApiProperty({ enum: RATIONALE_CODES, enumName: 'RationaleCode', nullable: true })
  rationale_code!: RationaleCode | null;
  rationale_params!: RationaleParams | null;
  /**
   * Verbatim quotes from title or description that the suggestion is based on.
   * @example ['cannot access the VPN']
   */
  evidence!: string[];
  /**
   * Whether the confidence is too low for a suggestion: it is general/medium and the ticket needs manual triage.
   * @example false
   */
  abstained!: boolean;
  /**
   * Possible prompt injection: the text contains instructions for the classifier.
   * @example false
   */
  hostile!: boolean;
  /**
   * Below the auto-fill threshold: the suggestion is shown, but not applied.
   * @example false
   */
  held!: boolean;
  /**
   * Whether the ticket was given the suggested category and priority.
   * @example true
   */
  applied!: boolean;
  /**
   * Auto-accepted by the threshold, not reviewed by an agent.
   * @example false
   */
  self_settled!: boolean;
  /** The agent who decided. Null before a decision, and for decisions from before this was recorded. */
  decided_by!: AssigneeView | null;
  /**
   * Why a better classifier did not answer, such as `timeout` or `not_configured`. `analysis_timeout`: the text could
   * not be analyzed within the time limit. `interrupted`: two triage attempts ended without an answer.
   */
  @ApiProperty({ example: null }) degraded_reason!: string | null;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) classified_at!: string | null;
}

export class RequesterView {
  /**
   * ID of the person; null if no address is named.
   * @example 12
   */
  @ApiProperty({ type: 'integer', nullable: true }) id!: number | null;
  /** @example 'Ada' */
  name!: string | null;
  /** @example 'ada@example.org' */
  email!: string | null;
  /**
   * Whether the requester can see the ticket and its replies: they have filed it, or their address is verified.
   * @example true
   */
  can_read!: boolean;
}

export const AUTHOR_TYPES = ['agent', 'requester'] as const;
export type AuthorType = (typeof AUTHOR_TYPES)[number];

export class LastMessageAuthorView {
  /** On which side of the conversation the author is. */
  @ApiProperty({ enum: AUTHOR_TYPES, enumName: 'AuthorType' }) type!: AuthorType;
  /**
   * Null if the author of an imported message has no account.
   * @example 1
   */
  @ApiProperty({ type: 'integer', nullable: true }) id!: number | null;
  /** @example 'Grace' */
  name!: string;
}

export class LastMessageView {
  author!: LastMessageAuthorView;
  /** @example '2026-11-24T05:04:10.000Z' */
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty({ enum: VISIBILITIES, enumName: 'Visibility' }) visibility!: Visibility;
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
  /** The team's own subject of the ticket, which belongs to its category. */
  topic!: ReferenceView | null;
  triage!: TriageView;
  requester!: RequesterView | null;
  /** The requester's organization. */
  organization!: ReferenceView | null;
  team!: ReferenceView;
  assignee!: AssigneeView | null;
  /** Agents who are notified of changes. Always empty for requesters. */
  followers!: AssigneeView[];
  /** @example ['vpn'] */
  tags!: string[];
  /** How the ticket arrived. */
  @ApiProperty({ enum: CHANNELS, enumName: 'Channel' }) channel!: Channel;
  /**
   * ISO 639-1 code of the text's language; null if it was not recognized.
   * @example 'en'
   */
  language!: string | null;
  /** Until when working views hide the ticket. Always null for requesters. */
  @ApiProperty({ format: 'date-time', example: null }) snoozed_until!: string | null;
  /** Until when an answer was promised. */
  @ApiProperty({ format: 'date-time', example: null }) due_at!: string | null;
  /** ID of the ticket that took over the conversation. */
  @ApiProperty({ type: 'integer', nullable: true, example: null }) merged_into!: number | null;
  /** Linked tickets. Always empty for requesters. */
  links!: TicketLinkView[];
  /** The latest message, which may be an internal note. Null without messages, and always null for requesters. */
  last_message!: LastMessageView | null;
  /**
   * Whether the requester has written a message that the assignee, or any agent if unassigned, has not read. Always
   * false for requesters.
   * @example false
   */
  unread!: boolean;
  /**
   * When the requester of an unresolved ticket last wrote; null once an agent has replied publicly. Always null for
   * requesters.
   */
  @ApiProperty({ format: 'date-time', example: null }) customer_replied_at!: string | null;
  /**
   * Number of the version, also the ETag.
   * @example 2
   */
  @ApiProperty({ type: 'integer' }) version!: number;
  /** @example '2026-11-24T05:00:00.000Z' */
  @ApiProperty({ format: 'date-time' }) created_at!: string;
  /** @example '2026-11-24T05:00:01.120Z' */
  @ApiProperty({ format: 'date-time' }) updated_at!: string;
  /**
   * When an agent first replied publicly.
   * @example '2026-11-24T05:04:10.000Z'
   */
  @ApiProperty({ format: 'date-time' }) first_response_at!: string | null;
  @ApiProperty({ format: 'date-time', example: null }) resolved_at!: string | null;
}

/** The reader of a ticket. */
type Viewer = Pick<Caller, 'role'>;

/**
 * Converts a ticket, loaded with its `assignee`, to its API representation. Internal updates are hidden from
 * requesters.
 */
export function toTicketView(ticket: Ticket | TicketRow, viewer: Viewer): TicketView {
  const view = toFullTicketView(ticket);
  if (can(viewer, 'messages.internal')) return isVisibleTo(viewer, view);
  return isVisibleTo(viewer, {
    ...view,
    version: publicVersion(ticket),
    updated_at: toInstant(ticket.publicUpdatedAt ?? ticket.updatedAt),
  });
}

/**
 * Reduces triage to its state for requesters, without threshold decisions: a model's rationale may quote other tickets
 * and would reveal how to influence the next classification.
 */
export function isVisibleTo(viewer: Viewer, ticket: TicketView): TicketView {
  if (can(viewer, 'tickets.readTeamFields')) return ticket;
  const { state, self_settled } = ticket.triage;
  return {
    ...ticket,
    unread: false,
    customer_replied_at: null,
    followers: [],
    links: [],
    last_message: null,
    snoozed_until: null,
    triage: { ...HIDDEN_TRIAGE, state: self_settled ? 'suggested' : state },
  };
}

const HIDDEN_TRIAGE: Omit<TriageView, 'state'> = {
  source: null,
  model: null,
  suggested_category: null,
  suggested_priority: null,
  suggested_topic: null,
  confidence: null,
  rationale: null,
  rationale_code: null,
  rationale_params: null,
  evidence: [],
  abstained: false,
  hostile: false,
  held: false,
  applied: false,
  self_settled: false,
  decided_by: null,
  degraded_reason: null,
  classified_at: null,
};

function toFullTicketView(ticket: Ticket | TicketRow): TicketView {
  const { requesterId, requesterName, requesterEmail, assignee, decider, references } = ticket;
  const id = requesterId ?? ticket.personId;
  return {
    id: ticket.id,
    title: ticket.title,
    description: ticket.description,
    status: ticket.status,
    priority: ticket.priority,
    category: ticket.category,
    topic: toReferenceView(references.topic),
    triage: {
      state: ticket.triageState,
      source: ticket.triageSource,
      model: ticket.triageModel,
      suggested_category: ticket.suggestedCategory,
      suggested_priority: ticket.suggestedPriority,
      suggested_topic: toReferenceView(references.suggestedTopic),
      confidence: ticket.confidence,
      ...toRationaleFields(ticket.rationale),
      evidence: ticket.evidence,
      abstained: ticket.abstained,
      hostile: ticket.hostile,
      held: ticket.held,
      applied: ticket.suggestedCategory !== null && !ticket.held && !ticket.abstained,
      self_settled: ticket.selfSettled,
      decided_by: decider && { id: decider.id, name: decider.name },
      degraded_reason: ticket.degradedReason,
      classified_at: ticket.classifiedAt && toInstant(ticket.classifiedAt),
    },
    requester:
      requesterName || requesterEmail
        ? { id, name: requesterName, email: requesterEmail, can_read: requesterId !== null }
        : null,
    organization: references.organization,
    team: references.team,
    assignee: assignee && { id: assignee.id, name: assignee.name },
    followers: references.followers,
    tags: ticket.tags,
    channel: ticket.channel,
    language: ticket.language,
    snoozed_until: ticket.snoozedUntil && toInstant(ticket.snoozedUntil),
    due_at: dueAt(ticket),
    merged_into: ticket.mergedIntoId,
    links: references.links,
    last_message: toLastMessageView(references.lastMessage),
    unread: ticket.unread,
    customer_replied_at: customerRepliedAt(ticket),
    version: ticket.version,
    created_at: toInstant(ticket.createdAt),
    updated_at: toInstant(ticket.updatedAt),
    first_response_at: ticket.firstResponseAt && toInstant(ticket.firstResponseAt),
    resolved_at: ticket.resolvedAt && toInstant(ticket.resolvedAt),
  };
}

function toReferenceView(reference: ReferenceView | null): ReferenceView | null {
  return reference && { id: reference.id, name: reference.name };
}

function toLastMessageView(last: LastMessage | null): LastMessageView | null {
  if (!last) return null;
  const { authorId, authorName, byRequester, at, visibility } = last;
  const author = { type: byRequester ? 'requester' : 'agent', id: authorId, name: authorName } as const;
  return { author, at: new Date(at).toISOString(), visibility };
}

export class DeletedTicket {
  /** @example 1042 */
  @ApiProperty({ type: 'integer' }) id!: number;
  /** @example 'VPN down' */
  title!: string;
  /** @example '2026-11-24T05:00:01.120Z' */
  deleted_at!: Date;
  /**
   * Name of the admin at that time.
   * @example 'Grace'
   */
  deleted_by!: string | null;
  /**
   * Until when the ticket can be restored.
   * @example '2026-12-24T05:00:01.120Z'
   */
  restorable_until!: Date;
}

export class DeletedTicketList {
  /** Most recently deleted first, at most 500. */
  results!: DeletedTicket[];
}

export function toRationaleFields<Text extends string | null>(rationale: Text) {
  const coded = parseRationale(rationale);
  return { rationale, rationale_code: coded?.code ?? null, rationale_params: coded?.params ?? null };
}

function customerRepliedAt({ customerRepliedAt: at, status }: Ticket | TicketRow): string | null {
  return at === null || at === NO_REPLY || isResolved(status) ? null : toInstant(at);
}

function dueAt({ dueAt: at }: Ticket | TicketRow): string | null {
  return at === null || at === NO_DUE_TIME ? null : toInstant(at);
}

/** Number of updates plus one, without internal ones. */
export function publicVersion({
  version,
  internalUpdates,
}: Pick<Ticket, 'version' | 'internalUpdates'>): number {
  return version - internalUpdates;
}

function toInstant(time: Date | string): string {
  return typeof time === 'string' ? time : time.toISOString();
}
