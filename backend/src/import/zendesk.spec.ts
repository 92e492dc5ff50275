import { describe, expect, it } from 'vitest';
import { InvalidInput } from '../http/invalid-input.js';
import { validTicket } from './dto/imported-ticket.dto.js';
import { toTicketRow } from './ticket-row.js';
import { fromZendesk } from './zendesk.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const TICKET = {
  id: 35436,
  subject: 'My printer is on fire!',
  description: 'The fire is very colorful.',
  status: 'open',
  priority: 'urgent',
  tags: ['enterprise', 'Other_Tag'],
  requester_id: 20,
  assignee_id: 30,
  requester: { id: 20, name: 'Ada', email: 'ada@example.org' },
  assignee: { id: 30, name: 'Grace', email: 'grace@example.org' },
  created_at: '2025-07-20T22:55:29Z',
  updated_at: '2025-07-21T10:00:00Z',
  comments: [
    {
      id: 1,
      author_id: 20,
      body: 'The fire is very colorful.',
      public: true,
      created_at: '2025-07-20T22:55:29Z',
    },
    {
      id: 2,
      author_id: 30,
      body: 'A colleague knows him.',
      public: false,
      created_at: '2025-07-20T23:00:00Z',
    },
    { id: 3, author_id: 20, body: 'It still burns.', public: true, created_at: '2025-07-20T23:10:00Z' },
    { id: 4, author_id: 30, body: '', public: true, created_at: '2025-07-20T23:20:00Z' },
    { id: 5, author_id: 77, body: 'Water helps.', public: true, created_at: '2025-07-20T23:30:00Z' },
  ],
};

const rowOf = (changes: Record<string, unknown> = {}): Record<string, unknown> =>
  toTicketRow(validTicket(fromZendesk({ ...TICKET, ...changes }), NOW), NOW);

describe('Zendesk ticket', () => {
  it('keeps texts, people, times and conversation, and needs triage for its category', () => {
    expect(rowOf()).toMatchObject({
      external_id: '35436',
      title: 'My printer is on fire!',
      description: 'The fire is very colorful.',
      status: 'open',
      priority: 'critical',
      priority_given: true,
      category_given: false,
      triage_state: 'pending',
      tags: ['enterprise', 'other_tag'],
      requester_name: 'Ada',
      requester_email: 'ada@example.org',
      assignee_email: 'grace@example.org',
      created_at: new Date('2025-07-20T22:55:29Z'),
      updated_at: new Date('2025-07-21T10:00:00Z'),
      // The first public comment of another author than the requester.
      first_response_at: new Date('2025-07-20T23:20:00Z'),
      resolved_at: null,
    });
    expect(rowOf()['messages']).toMatchObject([
      {
        author: 'Grace',
        author_email: 'grace@example.org',
        body: 'A colleague knows him.',
        visibility: 'internal',
      },
      { author: 'Ada', body: 'It still burns.', visibility: 'public' },
      { author: 'Grace', body: '(no text)' },
      { author: 'Zendesk user 77', author_email: null, body: 'Water helps.' },
    ]);
  });

  it.each([
    ['new', 'open'],
    ['open', 'open'],
    ['pending', 'waiting'],
    ['hold', 'waiting'],
    ['solved', 'resolved'],
    ['closed', 'closed'],
  ])('maps the status %s to %s', (status, ours) => expect(rowOf({ status })['status']).toBe(ours));

  it.each([
    ['low', 'low'],
    ['normal', 'medium'],
    ['high', 'high'],
    ['urgent', 'critical'],
  ])('maps the priority %s to %s', (priority, ours) => expect(rowOf({ priority })['priority']).toBe(ours));

  it('needs triage for a missing priority', () =>
    expect(rowOf({ priority: null })).toMatchObject({ priority_given: false, triage_state: 'pending' }));

  it('uses Zendesk’s resolution time, else the time of the last update', () => {
    const solved_at = '2025-07-21T08:00:00Z';
    expect(rowOf({ status: 'solved', metric_set: { solved_at } })['resolved_at']).toEqual(
      new Date(solved_at),
    );
    expect(rowOf({ status: 'closed' })['resolved_at']).toEqual(new Date(TICKET.updated_at));
    // Reopened later.
    expect(rowOf({ status: 'open', metric_set: { solved_at } })['resolved_at']).toBeNull();
  });

  it('finds its people beside the tickets of an API page', () => {
    const { requester: _, assignee: __, ...alone } = TICKET;
    const users = [TICKET.requester, TICKET.assignee];
    const row = toTicketRow(validTicket(fromZendesk({ ...alone, users }), NOW), NOW);
    expect(row).toMatchObject({ requester_name: 'Ada', assignee_email: 'grace@example.org' });
  });

  it('keeps a long subject in full above the description', () => {
    const subject = 'x'.repeat(250);
    const { title, description } = rowOf({ subject }) as { title: string; description: string };
    expect(title).toBe(`${'x'.repeat(199)}…`);
    expect(description).toBe(`${subject}\n\nThe fire is very colorful.`);
  });

  it('uses the first line as a missing subject, and the subject as a missing description', () => {
    expect(rowOf({ subject: null, description: 'It burns.\nHelp!' })['title']).toBe('It burns.');
    expect(rowOf({ description: ' ', comments: [] })['description']).toBe('My printer is on fire!');
  });

  it('keeps twenty tags, and the others in a note', () => {
    const tags = ['y'.repeat(51), ...Array.from({ length: 25 }, (_, i) => `tag${i}`)];
    const row = rowOf({ tags });
    expect(row['tags']).toEqual(tags.slice(1, 21));
    expect(row['messages']).toContainEqual(
      expect.objectContaining({
        body: `Further tags: ${tags[0]}, ${tags.slice(21).join(', ')}`,
        visibility: 'internal',
      }),
    );
  });

  it('splits long texts without loss, keeping order, author, time and visibility', () => {
    const long = (word: string): string => `${word} `.repeat(8_000);
    const [description, answer] = [long('fire'), long('noted')];
    const comments = TICKET.comments.map((comment) =>
      comment.id === 2 ? { ...comment, body: answer } : comment,
    );
    const row = rowOf({ description, comments });
    const messages = row['messages'] as {
      author: string;
      body: string;
      visibility: string;
      created_at: Date;
    }[];
    const first = messages.slice(0, 1);
    expect([row['description'], ...first.map(({ body }) => body)].join('')).toBe(description);
    expect(first).toMatchObject([
      { author: 'Ada', visibility: 'public', created_at: new Date(TICKET.created_at) },
    ]);
    const [parts, others] = [messages.slice(1, 4), messages.slice(4)];
    expect(parts.map(({ body }) => body).join('')).toBe(answer);
    for (const part of parts)
      expect(part).toMatchObject({
        author: 'Grace',
        visibility: 'internal',
        created_at: new Date('2025-07-20T23:00:00Z'),
      });
    expect(others.map(({ body }) => body)).toEqual(['It still burns.', '(no text)', 'Water helps.']);
  });

  it('replaces characters that PostgreSQL can’t store and sorts the conversation', () => {
    const row = rowOf({
      subject: 'On\r\nfire\u0007 \u202egnp',
      description: 'NUL \0 and half \ud83d',
      comments: TICKET.comments.with(2, { ...TICKET.comments[2]!, body: '\u200b\u2060' }).toReversed(),
      requester: { ...TICKET.requester, name: 'Ada\nLovelace' },
    });
    expect(row).toMatchObject({
      title: 'On fire gnp',
      description: 'NUL \ufffd and half \ufffd',
      requester_name: 'Ada Lovelace',
    });
    const times = (row['messages'] as { created_at: Date }[]).map(({ created_at }) => created_at.getTime());
    expect(times).toEqual(times.toSorted());
  });

  it.each([
    [{ status: 'deleted' }, 'status'],
    [{ priority: 'asap' }, 'priority'],
    [{ subject: '', description: '', comments: [] }, 'title'],
    [{ requester: { id: 20, email: 'nowhere' } }, 'requester.email'],
    [{ created_at: 'yesterday' }, 'created_at'],
    [{ created_at: '2026-01-02T00:00:00Z' }, 'created_at'],
    [{ created_at: '1969-12-31T23:59:59Z' }, 'created_at'],
    [{ updated_at: '2206-11-02T00:00:00Z' }, 'updated_at'],
    [{ updated_at: '2025-07-20T22:55:28Z', comments: [] }, 'updated_at'],
    [
      { comments: TICKET.comments.map((each) => ({ ...each, created_at: '2099-01-01T00:00:00Z' })) },
      'messages.created_at',
    ],
    [
      { comments: TICKET.comments.map((each) => ({ ...each, created_at: '2020-01-01T00:00:00Z' })) },
      'messages.created_at',
    ],
    [{ status: 'solved', metric_set: { solved_at: '2025-01-01T00:00:00Z' } }, 'resolved_at'],
  ])('is refused with %j', (changes, field) => {
    const faults = (): string[] => {
      try {
        rowOf(changes);
      } catch (error) {
        return (error as InvalidInput).faults.map((fault) => fault.field);
      }
      return [];
    };
    expect(faults()).toContain(field);
  });
});
