import { inject, Injectable } from '@angular/core';
import { AgentsStore } from '../core/agents-store';
import { MessageChanges, Ticket } from '../core/api-types';
import { Session } from '../core/session';
import { TeamsStore } from '../core/teams-store';
import { categoryNames, priorityNames, statusNames } from '../core/ticket-labels';
import { TopicsStore } from '../core/topics-store';
import { canTransition } from './status-transitions';

/** One change that a message makes on its ticket. `tag` is set for a tag to add. */
export interface MessageChange {
  field: keyof MessageChanges;
  tag?: string;
  label: string;
}

/** Names and limits of the changes that canned replies add to messages. */
@Injectable({ providedIn: 'root' })
export class MessageChangeLabels {
  private readonly agents = inject(AgentsStore);
  private readonly topics = inject(TopicsStore);
  private readonly teams = inject(TeamsStore);
  private readonly session = inject(Session);

  /** Loads the names of agents and topics. */
  load(): void {
    this.agents.refresh();
    void this.topics.load();
  }
  list({ status, priority, category, topic_id, assignee, add_tags = [] }: MessageChanges): MessageChange[] {
    const changes: (MessageChange | undefined)[] = [
      status && { field: 'status', label: $localize`Status: ${statusNames[status]}:status:` },
      priority && { field: 'priority', label: $localize`Priority: ${priorityNames[priority]}:priority:` },
      category && { field: 'category', label: $localize`Category: ${categoryNames[category]}:category:` },
      topic_id === undefined
        ? undefined
        : { field: 'topic_id', label: $localize`Topic: ${this.topics.nameOf(topic_id)}:topic:` },
      assignee === undefined ? undefined : { field: 'assignee', label: this.assigneeLabel(assignee) },
      ...add_tags.map((tag) => ({ field: 'add_tags' as const, tag, label: $localize`Add tag ${tag}:tag:` })),
    ];
    return changes.filter((change) => change !== undefined);
  }
  /** The changes that are possible and differ from the ticket. */
  effective(
    { status, priority, category, topic_id, assignee, add_tags = [] }: MessageChanges,
    ticket: Ticket,
  ): MessageChanges {
    const topic = this.topics.active().find(({ id }) => id === topic_id);
    const changes: MessageChanges = {};
    if (status && status !== ticket.status && canTransition(ticket.status, status)) changes.status = status;
    if (priority && priority !== ticket.priority) changes.priority = priority;
    if (topic && topic.id !== ticket.topic?.id) changes.topic_id = topic.id;
    if (category && category !== ticket.category && !topic) changes.category = category;
    if (assignee !== undefined && this.isAssignable(assignee, ticket)) changes.assignee = assignee;
    const added = add_tags.filter((tag) => !ticket.tags.includes(tag));
    if (added.length) changes.add_tags = added;
    return changes;
  }

  private assigneeLabel(assignee: string): string {
    if (assignee === 'none') return $localize`Unassign`;
    if (assignee === 'me') return $localize`Assign to me`;
    return $localize`Assign to ${this.agents.nameOf(Number(assignee))}:agent:`;
  }
  private isAssignable(assignee: string, ticket: Ticket): boolean {
    if (assignee === 'none') return ticket.assignee !== null;
    const id = assignee === 'me' ? (this.session.me()?.id ?? 0) : Number(assignee);
    const isKnown = assignee === 'me' || this.agents.active().some((agent) => agent.id === id);
    return isKnown && id !== ticket.assignee?.id && this.teams.isAssignable(id, ticket.team.id);
  }
}

/** Adds changes; of two for the same field, the later one remains. */
export function mergeMessageChanges(before: MessageChanges, added: MessageChanges): MessageChanges {
  const tags = [...new Set([...(before.add_tags ?? []), ...(added.add_tags ?? [])])];
  const merged: MessageChanges = { ...before, ...added };
  // A topic has a category of its own.
  if (added.category && added.topic_id === undefined) delete merged.topic_id;
  if (tags.length) merged.add_tags = tags;
  return merged;
}

export function withoutMessageChange(
  changes: MessageChanges,
  { field, tag }: Pick<MessageChange, 'field' | 'tag'>,
): MessageChanges {
  const { [field]: _removed, ...rest } = changes;
  const tags = tag === undefined ? [] : (changes.add_tags ?? []).filter((each) => each !== tag);
  return tags.length ? { ...rest, add_tags: tags } : rest;
}
