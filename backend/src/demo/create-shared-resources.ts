import type { EntityManager } from 'typeorm';
import { CannedReply } from '../canned-replies/canned-reply.entity.js';
import { SavedView } from '../views/saved-view.entity.js';
import { UNDECIDED_STATES, UNRESOLVED_STATUSES, URGENT_PRIORITIES } from '../vocabulary/index.js';

/** Creates shared views and canned replies owned by one of the agents. */
export async function createSharedResources(manager: EntityManager, ownerId: number): Promise<void> {
  const shared = { ownerId, shared: true };
  const views = VIEWS.map((view) => ({ ...view, ...shared }));
  await manager.upsert(SavedView, views, ['ownerId', 'name']);
  const replies = REPLIES.map((reply) => ({ ...reply, ...shared }));
  await manager.upsert(CannedReply, replies, ['ownerId', 'title']);
}

const VIEWS: Pick<SavedView, 'name' | 'query'>[] = [
  {
    name: 'Urgent and unassigned',
    query: {
      status: [...UNRESOLVED_STATUSES],
      priority: [...URGENT_PRIORITIES],
      assignee: ['none'],
      sort: '-priority',
    },
  },
  { name: 'Waiting for triage', query: { triage_state: [...UNDECIDED_STATES], sort: 'created_at' } },
  {
    name: 'My open tickets',
    query: { status: [...UNRESOLVED_STATUSES], assignee: ['me'], sort: '-updated_at' },
  },
];

const REPLIES: Pick<CannedReply, 'title' | 'body' | 'changes'>[] = [
  {
    title: 'Looking into it',
    changes: { status: 'in_progress', assignee: 'me' },
    body: `Hello {{requester.first_name}},

thank you for telling us. We are looking into it, and you hear from us as soon as we know more.

{{agent.name}}`,
  },
  {
    title: 'More details, please',
    changes: { status: 'waiting' },
    body: `Hello {{requester.name}},

to find the cause of "{{ticket.title}}" we need to know a little more: since when does it happen, on which device, and what does the message on the screen say?

{{agent.name}}`,
  },
  {
    title: 'Solved',
    changes: { status: 'resolved' },
    body: `Hello {{requester.name}},

this should work again. If it does not, please reply to this message (ticket {{ticket.id}}).

{{agent.name}}`,
  },
];
