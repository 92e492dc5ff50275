import { describe, expect, it } from 'vitest';
import { MAPPINGS } from './formats.js';
import { validTicket } from './dto/imported-ticket.dto.js';
import { toTicketRow } from './ticket-row.js';

const NOW = new Date('2026-01-01T00:00:00Z');
const TICKET = {
  id: 1,
  number: '22001',
  title: 'Welcome to Zammad!',
  state: 'open',
  priority: '2 normal',
  customer: 'nicole.braun@zammad.org',
  owner: 'grace@example.org',
  note: null,
  tags: ['start'],
  first_response_at: null,
  close_at: null,
  created_at: '2025-11-03T11:51:13.759Z',
  updated_at: '2025-11-03T12:10:00.000Z',
  articles: [
    {
      from: 'Nicole Braun <nicole.braun@zammad.org>',
      sender: 'Customer',
      internal: false,
      content_type: 'text/html',
      body: '<p>Hello,<br>I can&#39;t <b>sign in</b>.</p><blockquote>before</blockquote>',
      created_at: '2025-11-03T11:51:13.800Z',
    },
    {
      from: 'System',
      sender: 'System',
      internal: false,
      content_type: 'text/plain',
      body: 'We have your request.',
      created_at: '2025-11-03T11:52:00.000Z',
    },
    {
      from: '"Hopper, Grace" <grace@example.org>',
      sender: 'Agent',
      internal: true,
      content_type: 'text/plain',
      body: 'She forgot it again.',
      created_at: '2025-11-03T12:00:00.000Z',
    },
    {
      from: 'Grace',
      sender: 'Agent',
      internal: false,
      content_type: 'text/plain',
      body: 'Here is a link.',
      created_at: '2025-11-03T12:10:00.000Z',
    },
  ],
};

const rowOf = (ticket: Record<string, unknown>): Record<string, unknown> =>
  toTicketRow(validTicket(MAPPINGS.zammad(ticket, NOW), NOW), NOW);

describe('Zammad ticket', () => {
  it.each([
    ['pending reminder', '2026-01-03T08:00:00.000Z', '2026-01-03T08:00:00.000Z'],
    ['pending close', '2025-12-03T08:00:00.000Z', null],
    ['closed', '2026-01-03T08:00:00.000Z', null],
  ])('in state %s that is pending until %s is snoozed until %s', (state, pending_time, until) => {
    const { snoozed_until } = rowOf({ ...TICKET, state, pending_time });
    expect(snoozed_until).toEqual(until && new Date(until));
  });

  it('keeps texts, people, times and conversation, and needs triage for its category', () => {
    const { messages, ...row } = rowOf(TICKET);
    expect(row).toMatchObject({
      external_id: '22001',
      title: 'Welcome to Zammad!',
      description: "Hello,\nI can't sign in.\n\n> before",
      status: 'open',
      priority: 'medium',
      priority_given: true,
      category_given: false,
      triage_state: 'pending',
      tags: ['start'],
      requester_name: null,
      requester_email: 'nicole.braun@zammad.org',
      assignee_email: 'grace@example.org',
      created_at: new Date(TICKET.created_at),
      updated_at: new Date(TICKET.updated_at),
      first_response_at: new Date('2025-11-03T12:10:00.000Z'),
      resolved_at: null,
    });
    expect(messages).toMatchObject([
      { author: 'System', author_email: null, body: 'We have your request.', visibility: 'public' },
      { author: 'Hopper, Grace', author_email: 'grace@example.org', visibility: 'internal' },
      { author: 'Grace', body: 'Here is a link.', visibility: 'public' },
    ]);
  });

  it.each([
    ['new', 'open'],
    ['open', 'open'],
    ['pending reminder', 'waiting'],
    ['pending close', 'waiting'],
    ['closed', 'closed'],
  ])('maps the state %s to %s', (state, ours) => expect(rowOf({ ...TICKET, state })['status']).toBe(ours));

  it.each([
    ['1 low', 'low'],
    ['2 normal', 'medium'],
    ['3 high', 'high'],
    ['4 urgent', 'critical'],
  ])('maps the priority %s to %s', (priority, ours) =>
    expect(rowOf({ ...TICKET, priority })['priority']).toBe(ours),
  );

  it('is refused if merged into another ticket', () =>
    expect(() => rowOf({ ...TICKET, state: 'merged' })).toThrow('status: Choose one of'));

  it.each([
    ['nested elements', { body: '<b>'.repeat(300_000) }],
    ['nested tables', { body: '<table><tr><td>Help'.repeat(20_000) }],
    ['nested lists', { body: '<ul><li>Help'.repeat(30_000) }],
    ['nested quotes', { body: '<blockquote>Help'.repeat(30_000) }],
    ['an inline picture', { body: `<img src="data:image/png;base64,${'QUJD'.repeat(500_000)}">` }],
    ['a sender of brackets and spaces', { from: `>${' '.repeat(20_000)}<${'@'.repeat(20_000)}"<"@">` }],
    ['a sender of quotes', { from: '"'.repeat(50_000) }],
    ['a sender of addresses', { from: 'a <a@b>'.repeat(20_000) }],
  ])(
    'is read in bounded time with %s',
    (_, part) => {
      const article = { ...TICKET.articles[0], ...part };
      const articles = 'from' in part ? [article, article] : [article];
      const before = process.threadCpuUsage().user;
      expect(MAPPINGS.zammad({ ...TICKET, articles }, NOW)).toMatchObject({ external_id: '22001' });
      expect((process.threadCpuUsage().user - before) / 1000).toBeLessThan(4000);
    },
    20_000,
  );

  it.each([
    ['"Hopper, Grace" <grace@example.org>', 'Hopper, Grace', 'grace@example.org'],
    ['Grace <grace@example.org>', 'Grace', 'grace@example.org'],
    ['<grace@example.org>', 'grace@example.org', 'grace@example.org'],
    ['grace@example.org', 'grace@example.org', 'grace@example.org'],
    ['a < b <grace@example.org>', 'a < b', 'grace@example.org'],
    ['Grace <grace>', 'Grace <grace>', undefined],
    ['Grace <grace@example.org> again', 'Grace <grace@example.org> again', undefined],
    ['<', '<', undefined],
  ])('takes the author from %s', (from, author, author_email) => {
    const [first] = TICKET.articles;
    const { messages } = MAPPINGS.zammad({ ...TICKET, articles: [first, { ...first, from }] }, NOW);
    expect(messages).toMatchObject([{ author, ...(author_email && { author_email }) }]);
  });

  it('can be read from a row of a report', () => {
    const row = {
      '#': '22002',
      title: 'Printer',
      state: 'closed',
      priority: '3 high',
      customer: 'Nicole Braun',
      owner: '-',
      tags: 'one,two',
      created_at: '2025-11-03 11:51:13 UTC',
      closed_at: '2025-11-04 11:51:13 UTC',
    };
    expect(rowOf(row)).toMatchObject({
      external_id: '22002',
      description: 'Printer',
      status: 'closed',
      priority: 'high',
      requester_name: 'Nicole Braun',
      assignee_email: null,
      tags: ['one', 'two'],
      created_at: new Date('2025-11-03T11:51:13Z'),
      resolved_at: new Date('2025-11-04T11:51:13Z'),
    });
  });

  it('gets a time and keeps all tags beyond the limit', () => {
    const tags = Array.from({ length: 22 }, (_, i) => `tag${i}`);
    const row = rowOf({ title: 'Printer', state: 'open', tags: tags.join(',') });
    expect(row).toMatchObject({
      tags: tags.slice(0, 20),
      created_at: NOW,
      messages: [{ body: 'Further tags: tag20, tag21', created_at: NOW }],
    });
  });
});
