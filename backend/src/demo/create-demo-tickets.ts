import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { In, type DataSource, type EntityManager } from 'typeorm';
import type { LocalClassifier } from '../classification/local/local-classifier.js';
import {
  acceptSuggestion,
  changeTicket,
  type TicketChanges,
  type TicketUpdate,
} from '../tickets/ticket-changes.js';
import { TicketHistory, type Actor, type Changes } from '../tickets/ticket-history.entity.js';
import { TicketMessage } from '../tickets/ticket-message.entity.js';
import { lockTicket, recordHistory, writeUpdate } from '../tickets/ticket-updates.repository.js';
import { applyAnswer } from '../classification/triage.repository.js';
import { Ticket } from '../tickets/ticket.entity.js';
import { Topic } from '../tickets/topic.entity.js';
import {
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  INITIAL_STATUS,
  type Category,
  type Priority,
} from '../vocabulary/index.js';
import { Team } from '../identity/teams/team.entity.js';
import { User } from '../identity/users/user.entity.js';
import { attachDemoFile } from './create-demo-attachments.js';
import { createSharedResources } from './create-shared-resources.js';

interface DemoTicket {
  title: string;
  description: string;
  /** The correct classification, which the demo's agents choose. */
  category: Category;
  priority: Priority;
  requester: { name: string; email: string };
  tags: string[];
}

/** A topic, with the tag of the demo tickets that belong to it. */
interface DemoTopic {
  tag: string;
  id: number;
  category: Category;
}

const DEMO_TOPICS = [
  {
    tag: 'webshop',
    name: 'Web shop fault',
    description: 'Something in the online shop does not work.',
    category: 'technical',
  },
  {
    tag: 'permissions',
    name: 'Permissions',
    description: 'Access to folders, systems and functions.',
    category: 'account',
  },
  {
    tag: 'account',
    name: 'Customer account',
    description: 'Customers’ accounts in the online shop.',
    category: 'account',
  },
  {
    tag: 'delivery',
    name: 'Delivery',
    description: 'Parcels that are late, lost or damaged, and their carriers.',
    category: 'general',
  },
  {
    tag: 'refund',
    name: 'Refund',
    description: 'Money to be paid back to a customer.',
    category: 'billing',
  },
  {
    tag: 'invoice',
    name: 'Invoice',
    description: 'Invoices and receipts: missing, wrong or needed again.',
    category: 'billing',
  },
] as const satisfies readonly (Pick<Topic, 'name' | 'description' | 'category'> & { tag: string })[];

const DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The last tickets are left untriaged, so that the service triages them with its configured model. */
const UNTRIAGED_TICKETS = 6;

/** Urgent tickets are resolved sooner. */
const HOURS_TO_RESOLVE: Record<Priority, number> = { critical: 2, high: 8, medium: 30, low: 60 };

/**
 * Creates a month of tickets. The local model triages each of them, and agents decide according to the correct labels,
 * so the dashboard shows the model's actual acceptance rate.
 *
 * @returns the number of tickets
 */
export async function createDemoTickets(
  dataSource: DataSource,
  classifier: LocalClassifier,
  now: Date,
  report: (progress: string) => void,
): Promise<number> {
  const tickets = JSON.parse(
    readFileSync(new URL('./demo-tickets.json', import.meta.url), 'utf8'),
  ) as DemoTicket[];
  const random = seededRandom(20261124);
  const times = tickets.map(() => workingTime(now, random)).sort((a, b) => a.getTime() - b.getTime());
  await dataSource.transaction(async (manager) => {
    const agents = await demoAgents(manager);
    const topics = await createDemoTopics(manager, times[0] ?? now);
    await createSharedResources(manager, agents[0]!.id);
    const billingTeamId = await demoTeam(manager);
    for (const [i, demo] of tickets.entries()) {
      const createdAt = times[i] ?? now;
      const agent = agents[i % agents.length]!;
      const ticket = await createTicket(manager, demo, createdAt, agent, billingTeamId);
      await attachDemoFile(manager, ticket, i);
      if (i >= tickets.length - UNTRIAGED_TICKETS) continue;
      await triage(manager, ticket, classifier);
      await handleTicket(manager, ticket.id, demo, createdAt, { agent, now, random, topics });
      if (i % 80 === 79) report(`  ${i + 1} of ${tickets.length} tickets …`);
    }
  });
  return tickets.length;
}

async function createDemoTopics(manager: EntityManager, createdAt: Date): Promise<DemoTopic[]> {
  const topics = DEMO_TOPICS.map(({ tag, ...topic }) => ({
    tag,
    topic: manager.create(Topic, { ...topic, createdAt }),
  }));
  await manager.insert(
    Topic,
    topics.map(({ topic }) => topic),
  );
  return topics.map(({ tag, topic: { id, category } }) => ({ tag, id, category }));
}

async function createTicket(
  manager: EntityManager,
  demo: DemoTicket,
  createdAt: Date,
  actor: Actor,
  billingTeamId: number,
): Promise<Ticket> {
  const { title, description, requester, tags } = demo;
  const ticket = manager.create(Ticket, {
    title,
    description,
    tags,
    ...(demo.category === 'billing' && { teamId: billingTeamId }),
    requesterName: requester.name,
    requesterEmail: requester.email,
    triageState: 'pending',
    triageDueAt: new Date(),
    createdAt,
    updatedAt: createdAt,
  });
  await manager.insert(Ticket, ticket);
  const changes: Changes = {
    status: [null, INITIAL_STATUS],
    category: [null, DEFAULT_CATEGORY],
    priority: [null, DEFAULT_PRIORITY],
  };
  await recordHistory(manager, ticket.id, actor, changes, createdAt);
  return ticket;
}

async function triage(manager: EntityManager, ticket: Ticket, classifier: LocalClassifier): Promise<void> {
  const started = performance.now();
  const answer = await classifier.classify(ticket, AbortSignal.timeout(MINUTE_MS));
  const latencyMs = Math.round(performance.now() - started);
  // Dated back to the ticket's creation.
  const answeredAt = new Date(ticket.createdAt.getTime() + 1000);
  await applyAnswer(
    manager,
    ticket.id,
    { ...answer, degradedReason: 'not_configured', latencyMs },
    { hostile: false, mayAutoAccept: false, answeredAt, retryInSeconds: null },
  );
  await manager.update(Ticket, { id: ticket.id }, { updatedAt: answeredAt });
  await manager.update(TicketHistory, { ticketId: ticket.id, actorType: 'triage' }, { at: answeredAt });
}

/** Adds the agents' work, which is further along for older tickets. */
async function handleTicket(
  manager: EntityManager,
  id: number,
  demo: DemoTicket,
  createdAt: Date,
  {
    agent,
    now,
    random,
    topics,
  }: { agent: Actor & { id: number }; now: Date; random: () => number; topics: readonly DemoTopic[] },
): Promise<void> {
  const { ticket } = await lockTicket(manager, id);
  const at = (hours: number): Date => new Date(createdAt.getTime() + hours * 60 * MINUTE_MS);
  const write = async (update: TicketUpdate, time: Date): Promise<void> => {
    await writeUpdate(manager, ticket, update, agent, time);
  };
  const change = (changes: TicketChanges, time: Date): Promise<void> =>
    write(changeTicket(ticket, changes, agent, time), time);

  const resolvedAfter = HOURS_TO_RESOLVE[demo.priority] * (0.2 + 1.6 * random());
  const seen = at(resolvedAfter * 0.1);
  if (seen > now || random() < 0.04) return;
  const agrees = ticket.suggestedCategory === demo.category && ticket.suggestedPriority === demo.priority;
  const topic = topics.find(({ tag, category }) => demo.tags.includes(tag) && category === demo.category);
  await (agrees && !topic
    ? write(acceptSuggestion(ticket, agent), seen)
    : change({ category: demo.category, priority: demo.priority, topicId: topic?.id }, seen));

  const startedAt = at(resolvedAfter * 0.3);
  if (startedAt > now || random() < 0.05) return;
  await change({ status: 'in_progress', assigneeId: agent.id }, startedAt);
  await reply(
    manager,
    ticket,
    agent,
    `Hello ${firstName(demo)}, thank you for telling us. We are looking into it.`,
    startedAt,
  );

  const resolved = at(resolvedAfter);
  if (resolved > now || random() < 0.06) return change(leftUnresolved(ticket.id, now), startedAt);
  await change({ status: 'resolved' }, resolved);
  const closed = at(resolvedAfter + 72);
  if (closed < now) await change({ status: 'closed' }, closed);
}

/** Some of the tickets in progress wait for their requester, are snoozed, or are due around now. */
function leftUnresolved(id: number, now: Date): TicketChanges {
  const morning = (days: number): Date => {
    const day = new Date(now.getTime() + days * DAY_MS);
    day.setUTCHours(8, 0, 0, 0);
    return day;
  };
  switch (id % 4) {
    case 0:
      return { status: 'waiting' };
    case 1:
      return { status: 'waiting', snoozedUntil: morning(1 + (id % 5)) };
    case 2:
      return { dueAt: morning((id % 7) - 2) };
    default:
      return {};
  }
}

async function reply(
  manager: EntityManager,
  ticket: Ticket,
  agent: Actor & { id: number },
  body: string,
  createdAt: Date,
): Promise<void> {
  await manager.insert(TicketMessage, {
    ticketId: ticket.id,
    authorId: agent.id,
    body,
    visibility: 'public',
    createdAt,
  });
  const columns = ticket.firstResponseAt ? {} : { firstResponseAt: createdAt };
  await writeUpdate(manager, ticket, { columns, changes: { message: [null, 'public'] } }, agent, createdAt);
}

/** A second team, which gets the tickets about billing. */
async function demoTeam(manager: EntityManager): Promise<number> {
  const name = 'Billing';
  const team =
    (await manager.findOneBy(Team, { name })) ?? (await manager.save(manager.create(Team, { name })));
  return team.id;
}

/** The agents have no password, so signing in requires a reset link from an administrator. */
async function demoAgents(manager: EntityManager): Promise<(Actor & { id: number })[]> {
  const people = ['Noor Haddad', 'Jonas Lind', 'Mei Tanaka'].map((name) =>
    manager.create(User, {
      name,
      email: `${name.split(' ')[0]!.toLowerCase()}@northwind.example`,
      role: 'agent',
      lastSignInAt: null,
    }),
  );
  await manager.upsert(User, people, ['email']);
  const agents = await manager.findBy(User, { email: In(people.map(({ email }) => email)) });
  return agents.map(({ id, name }) => ({ type: 'user', id, name }));
}

function firstName({ requester }: DemoTicket): string {
  return requester.name.split(' ')[0] ?? requester.name;
}

/** A time within the last 30 days, mostly on weekdays between 8:00 and 18:00 UTC, never in the future. */
function workingTime(now: Date, random: () => number): Date {
  for (;;) {
    const day = new Date(now.getTime() - random() * DAYS * DAY_MS);
    const isWeekend = [0, 6].includes(day.getUTCDay());
    if (isWeekend && random() < 0.75) continue;
    day.setUTCHours(8, random() * 600, random() * 60);
    if (day < now) return day;
  }
}

/** Pseudorandom fractions from digests of the seed and a counter, so that every demo is the same. */
function seededRandom(seed: number): () => number {
  let i = 0;
  return () => createHash('sha256').update(`${seed}:${i++}`).digest().readUInt32BE() / 2 ** 32;
}
