import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MatchPart, Problem, Ticket, TicketPage } from './support/api.ts';
import { startService, type Service } from './support/service.ts';
import { insertTickets } from './support/tickets.ts';

let service: Service;
beforeAll(async () => (service = await startService({ TRIAGE_SWEEP_SECONDS: '3600' })));
afterAll(() => service.stop());

const SORTS = ['-created_at', 'created_at', '-updated_at', '-priority'];

async function titles(query: string): Promise<string[]> {
  const { results } = await service.api.list(`${query}&limit=100`);
  return results.map(({ title }) => title).sort();
}

describe('a filter', () => {
  let me: number;
  let second: number;
  beforeAll(async () => {
    me = (await service.api.get<{ id: number }>('/api/auth/me')).body.id;
    second = (await service.api.person('agent', 'Second')).id;
    await insertTickets(service, [
      {
        title: 'a',
        tags: ['filter', 'red'],
        priority: 'low',
        category: 'billing',
        triage_state: 'pending',
        created_at: '2026-01-01T00:00:00Z',
      },
      {
        title: 'b',
        tags: ['filter', 'red', 'blue'],
        status: 'in_progress',
        priority: 'medium',
        category: 'technical',
        assignee_id: me,
        triage_state: 'suggested',
        created_at: '2026-01-02T00:00:00Z',
      },
      {
        title: 'c',
        tags: ['filter', 'größe'],
        status: 'resolved',
        priority: 'high',
        category: 'account',
        assignee_id: second,
        triage_state: 'accepted',
        created_at: '2026-01-03T00:00:00Z',
      },
      {
        title: 'd',
        tags: ['filter'],
        status: 'closed',
        priority: 'critical',
        category: 'general',
        triage_state: 'overridden',
        created_at: '2026-01-04T00:00:00Z',
      },
      { title: 'e', tags: ['filter'], created_at: '2026-01-05T00:00:00Z' },
      { title: 'deleted', tags: ['filter'], deleted_at: new Date().toISOString() },
    ]);
  });

  it.each<[string, string]>([
    ['', 'abcde'],
    ['status=open', 'ae'],
    ['status=open&status=closed', 'ade'],
    ['status=in_progress,closed', 'bd'],
    ['status=in_progress,%20closed&status=open', 'abde'],
    ['priority=critical', 'd'],
    ['priority=low,high', 'ac'],
    ['category=technical&category=account', 'bc'],
    ['triage_state=pending', 'a'],
    ['triage_state=suggested,accepted,overridden', 'bcd'],
    ['triage_state=manual', 'e'],
    ['assignee={me}', 'b'],
    ['assignee=me', 'b'],
    ['assignee={second}', 'c'],
    ['assignee=none', 'ade'],
    ['assignee=me,none', 'abde'],
    ['assignee=me&assignee={second}', 'bc'],
    ['assignee=4711', ''],
    ['tag=red', 'ab'],
    ['tag=RED', 'ab'],
    ['tag=%20Red%20', 'ab'],
    ['tag=GR%C3%96%C3%9FE', 'c'],
    ['tag=blue,gr%C3%B6%C3%9Fe', 'bc'],
    ['tag=nobody-has-this', ''],
    ['created_after=2026-01-03T00:00:00Z', 'cde'],
    ['created_after=2026-01-03T00:00:00.001Z', 'de'],
    ['created_before=2026-01-03T00:00:00Z', 'ab'],
    ['created_before=2026-01-03T00:00:00.001Z', 'abc'],
    ['created_after=2026-01-02&created_before=2026-01-04', 'bc'],
    ['created_after=2026-01-03T01:00:00%2B01:00', 'cde'],
    ['created_after=2026-01-04&created_before=2026-01-02', ''],
    ['status=open&priority=low&category=billing&triage_state=pending&assignee=none&tag=red', 'a'],
    ['status=open,in_progress&assignee=me&created_after=2026-01-01', 'b'],
    ['status=open&priority=critical', ''],
  ])('%s', async (query, expected) => {
    // All filter tickets carry one tag; a query of its own tags is restricted by time instead.
    const scope = query.includes('tag=') ? '' : 'tag=filter&';
    const asked = scope + query.replace('{me}', String(me)).replace('{second}', String(second));
    expect(await titles(asked)).toEqual([...expected]);
    const { total } = await service.api.list(asked);
    expect(total).toEqual({ value: expected.length, relation: 'eq' });
  });
});

const IN_AN_HOUR = new Date(Date.now() + 3_600_000).toISOString();

async function walk(
  query: string,
  betweenPages?: (page: number) => Promise<unknown>,
  limit = 7,
): Promise<Ticket[]> {
  const seen: Ticket[] = [];
  let cursor: string | null = '';
  for (let page = 0; cursor !== null; page += 1) {
    const answer: TicketPage = await service.api.list(
      `limit=${limit}&${query}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    );
    seen.push(...answer.results);
    cursor = answer.next_cursor;
    if (cursor !== null) await betweenPages?.(page);
  }
  return seen;
}

const SEARCHES: [string, string, string[]][] = [
  ['finds a word', 'amount', ['invoice']],
  ['finds a word in the title', 'login', ['login']],
  ['finds the plural by the singular', 'invoice', ['invoice', 'invoices', 'jones bill']],
  ['finds the singular by the plural', 'invoices', ['invoice', 'invoices', 'jones bill']],
  ['does not mind case', 'INVOICE', ['invoice', 'invoices', 'jones bill']],
  ['wants every word', 'invoice amount', ['invoice']],
  ['wants the words of a phrase in a row', '"wrong amount"', ['invoice']],
  ['does not take words that stand apart for a phrase', '"amount wrong"', []],
  ['wants stop words in a phrase, too', '"vpn is down"', ['vpn']],
  ['leaves out what is excluded', 'vpn -slow', ['vpn']],
  ['leaves out a stop word', 'vpn -not', ['vpn']],
  ['leaves out an inflected word', 'vpn -printers', ['vpn slow']],
  ['leaves out a phrase', 'vpn -"not broken"', ['vpn']],
  ['finds either of two', 'amount or expired', ['invoice', 'login']],
  ['takes the last word for a beginning', 'passw', ['login']],
  ['takes the last of several words for a beginning', 'reset lin', ['login']],
  [
    'takes the last word behind a stop word for a beginning',
    'the invoi',
    ['invoice', 'invoices', 'jones bill'],
  ],
  ['takes the last word behind an excluded one for a beginning', '-slow vp', ['vpn']],
  ['takes the last of either for a beginning', 'amount or expi', ['invoice', 'login']],
  ['finds a half-typed domain behind a word', 'arrives mail.exam', ['mail']],
  ['does not take another word for a beginning', 'passw link', []],
  ['does not take an excluded word for a beginning', 'vpn -prin', ['vpn', 'vpn slow']],
  ['does not take a phrase for a beginning', '"passw"', []],
  ["finds the requester's name", 'grace', ['login']],
  ['finds the name beside an inflected word', 'invoices jones', ['jones bill']],
  ['finds the beginning of a name beside an inflected word', 'invoices jon', ['jones bill']],
  ['finds a name with an accent', 'Zoë', ['mail']],
  ["finds the requester's e-mail address", 'zoe.smith@mail.example.com', ['mail']],
  ['finds a half-typed e-mail address', 'zoe.smith@mai', ['mail']],
  ["finds the requester's domain", 'mail.example.com', ['mail']],
  ['finds umlauts in either case', 'ÜBERTRAGUNG', ['umlaut']],
  ['finds right-to-left text', 'الطابعة', ['rtl']],
  ['finds the beginning of a right-to-left word', 'מדפס', []],
  ['finds the beginning of a right-to-left word', 'המדפ', ['hebrew']],
  ['finds words beside an emoji', '🔥 anew', ['emoji']],
  ['finds words around punctuation', 'foo:bar', ['c++']],
  ['takes an apostrophe as it comes', "it's", ['c++']],
  ['takes a backslash as it comes', 'C:\\temp', ['c++']],
  ['finds nothing by punctuation alone', '&|!():*<->', []],
  ['takes operators of another language for text', 'vpn & down | printer', ['vpn']],
  ['takes an unbalanced quote for a phrase', '"wrong amount', ['invoice']],
  ['takes an unbalanced quote behind a word', 'invoice "wrong amo', []],
  ['takes empty quotes for nothing', 'amount ""', ['invoice']],
  ['takes a lone minus for nothing', 'amount -', ['invoice']],
  ['takes an excluded nothing for nothing', 'amount -""', ['invoice']],
  ['takes a prefix operator for text', 'amoun:*', []],
];

describe('the search', () => {
  beforeAll(async () => {
    await insertTickets(
      service,
      [
        { title: 'invoice', description: 'The invoice shows the wrong amount.' },
        { title: 'invoices', description: 'Two invoices came, one of them twice.' },
        { title: 'vpn', description: 'VPN is down since the morning, and so is the printer.' },
        { title: 'vpn slow', description: 'VPN is slow, but not broken.' },
        { title: 'login', description: 'Password reset link expired.', requester_name: 'Grace Jones' },
        { title: 'jones bill', description: 'Please send the invoice again.', requester_name: 'Jones' },
        {
          title: 'mail',
          description: 'Nothing arrives.',
          requester_name: 'Zoë',
          requester_email: 'zoe.smith@mail.example.com',
        },
        { title: 'c++', description: "It's about foo:bar & 'baz' | (qux) at C:\\temp !important <3 100%" },
        { title: 'rtl', description: 'الطابعة لا تعمل' },
        { title: 'hebrew', description: 'המדפסת לא עובדת' },
        { title: 'emoji', description: 'The 🖨️ is on 🔥 anew' },
        { title: 'umlaut', description: 'Die Übertragung schlägt fehl' },
      ].map((ticket) => ({ ...ticket, tags: ['search'] })),
    );
  });

  it.each(SEARCHES)('%s: %s', async (_, search, expected) => {
    expect(await titles(`tag=search&search=${encodeURIComponent(search)}`)).toEqual(expected.toSorted());
  });

  it('goes with filters', async () => {
    expect(await titles('search=invoice&status=closed')).toEqual([]);
    expect(await titles('search=invoice&tag=search&status=open')).toHaveLength(3);
  });

  describe('behind a thousand later tickets', () => {
    beforeAll(() =>
      insertTickets(
        service,
        Array.from({ length: 1_001 }, () => ({ tags: ['later'], created_at: IN_AN_HOUR })),
      ),
    );
    afterAll(() => service.query(`DELETE FROM tickets WHERE tags = '{later}'`));

    it.each(SEARCHES)('%s: %s', async (_, search, expected) => {
      const { results, total } = await service.api.list(`tag=search&search=${encodeURIComponent(search)}`);
      expect(results.map(({ title }) => title).sort()).toEqual(expected.toSorted());
      expect(total).toEqual({ value: expected.length, relation: 'eq' });
    });
  });

  describe('of words that are common, were common, and are rare', () => {
    const tickets = Array.from({ length: 3_000 }, (_, i) => ({
      title: `${i}`,
      description: [
        `spare part${i}`,
        i % 2 ? 'odd' : '',
        i < 1_500 ? 'rotor' : '',
        i % 50 === 7 ? 'gadget' : '',
      ].join(' '),
      tags: ['wide'],
      priority: i % 2 ? 'low' : 'critical',
      created_at: new Date(Date.parse(IN_AN_HOUR) + i * 1_000).toISOString(),
    }));
    beforeAll(() => insertTickets(service, tickets));
    afterAll(() => service.query(`DELETE FROM tickets WHERE tags = '{wide}'`));

    it.each<[string, string, RegExp, TicketPage['total']]>([
      ['part', '', /part/, { value: 1_000, relation: 'gte' }],
      ['part1', '', /part1/, { value: 1_000, relation: 'gte' }],
      ['odd', '', /odd/, { value: 501, relation: 'gte' }],
      ['odd part', '', /odd/, { value: 501, relation: 'gte' }],
      ['rotor', '', /rotor/, { value: 1_000, relation: 'gte' }],
      ['rotor part', '', /rotor/, { value: 1_000, relation: 'gte' }],
      ['-odd rotor par', '', /^(?!.*odd).*rotor/, { value: 750, relation: 'eq' }],
      ['gadget', '', /gadget/, { value: 60, relation: 'eq' }],
      ['gadget part', '', /gadget/, { value: 60, relation: 'eq' }],
      ['spare gadget', '', /gadget/, { value: 60, relation: 'eq' }],
      ['part', '&sort=-priority', /part/, { value: 1_000, relation: 'gte' }],
      ['rotor par', '&sort=-priority', /rotor/, { value: 1_000, relation: 'gte' }],
      ['gadget par', '&sort=created_at', /gadget/, { value: 60, relation: 'eq' }],
    ])('are found once each, page by page: %s%s', async (search, sort, having, total) => {
      const query = `search=${encodeURIComponent(search)}${sort}`;
      expect((await service.api.list(query)).total).toEqual(total);
      const found = await walk(query, undefined, 100);
      const expected = tickets.filter(({ description }) => having.test(description));
      expect(found.map(({ title }) => title).sort()).toEqual(expected.map(({ title }) => title).sort());
    });

    it('are found where the sort has them behind a thousand others', async () => {
      const found = await walk('search=odd&sort=-priority', undefined, 15);
      expect(new Set(found.map(({ title }) => title)).size).toBe(1_500);
      expect(found).toHaveLength(1_500);
    });

    it('are counted exactly among less than a thousand', async () => {
      const { total } = await service.api.list(
        `search=odd&created_after=${tickets[0]!.created_at}&created_before=${tickets[900]!.created_at}`,
      );
      expect(total).toEqual({ value: 450, relation: 'eq' });
    });
  });
});

describe('what the search matched', () => {
  const LONG = `${'straw '.repeat(300)}and then the printers caught fire ${'straw '.repeat(300)}`;
  const MARKUP =
    '<b>wombat</b> <script>alert("x")</script> &lt; </b> https://example.org/printer?x=1 \u0001 \ue000';
  beforeAll(async () => {
    await insertTickets(
      service,
      [
        {
          title: 'The print is off',
          description: 'It does not print, and the other prints are off, too.',
        },
        { title: MARKUP, description: MARKUP },
        { title: 'Smoke 🔥', description: LONG },
        { title: 'To be or not to be', description: 'That is the question.' },
        { title: 'Mail', description: 'Nothing arrives.', requester_name: 'Zebra Jones' },
      ].map((ticket) => ({ ...ticket, tags: ['match'] })),
    );
  });

  const shown = (parts: MatchPart[]): string =>
    parts.map(({ text, hit }) => (hit ? `[${text}]` : text)).join('');

  async function matches(search: string): Promise<string[][]> {
    const { results } = await service.api.list(
      `tag=match&search=${encodeURIComponent(search)}&sort=created_at`,
    );
    return results.map(({ match }) => [shown(match!.title), shown(match!.excerpt)]);
  }

  it.each<[string, string, string[][]]>([
    [
      'words by their stems',
      'printing off',
      [['The [print] is [off]', 'It does not [print], and the other [prints] are [off], too.']],
    ],
    ['the beginning of a word', 'quest', [['To be or not to be', 'That is the [question].']]],
    ['a beginning that is no stem', 'questio', [['To be or not to be', 'That is the [question].']]],
    [
      'stop words, where they are all that is asked',
      'not be',
      [['To [be] or [not] to [be]', 'That is the question.']],
    ],
    ['a phrase with its stop words', '"the question"', [['To be or not to be', 'That is [the] [question].']]],
    ['nothing in the text where the requester was meant', 'zebra', [['Mail', 'Nothing arrives.']]],
  ])('is %s: %s', async (_, search, expected) => {
    expect(await matches(search)).toEqual(expected);
  });

  it('is cut out of a long description', async () => {
    const [[title, excerpt]] = (await matches('fire')) as [[string, string]];
    expect(title).toBe('Smoke 🔥');
    expect(excerpt).toMatch(/^…(straw )+and then the printers caught \[fire\] (straw ?)+…$/);
    expect(excerpt.length).toBeLessThan(210);
  });

  it('leaves a text as it is, whatever it looks like', async () => {
    const { results } = await service.api.list('tag=match&search=wombat');
    const joined = (parts: MatchPart[]): string => parts.map(({ text }) => text).join('');
    expect(results.map(({ match }) => [joined(match!.title), joined(match!.excerpt)])).toEqual([
      [MARKUP, MARKUP],
    ]);
    expect(results[0]!.match!.title.filter(({ hit }) => hit)).toEqual([{ text: 'wombat', hit: true }]);
  });

  it('is told with a search alone, and not in an export', async () => {
    const { results } = await service.api.list('tag=match');
    expect(results.map((ticket) => 'match' in ticket)).toEqual(results.map(() => false));
    const { text } = await service.api.get('/api/tickets/export.csv?search=wombat&tag=match');
    expect(text.split('\r\n')[0]).not.toContain('match');
  });

  it('is told to a requester of their own', async () => {
    const ada = await service.api.person('requester', 'Ada');
    await service.api.createSettled({ title: 'My printer', requester: { email: ada.email } });
    const { results } = await ada.api.list('search=printer');
    expect(results.map(({ match }) => shown(match!.title))).toEqual(['My [printer]']);
  });
});

describe('paging', () => {
  /** Sixty tickets of few distinct times and priorities, so that the id has to decide in most places. */
  beforeAll(async () => {
    await insertTickets(
      service,
      Array.from({ length: 60 }, (_, i) => ({
        title: `page ${i}`,
        tags: ['paging'],
        priority: ['low', 'medium', 'high', 'critical'][i % 2 ? 1 : i % 4]!,
        created_at: `2026-02-0${1 + (i % 3)}T00:00:00.${i % 2}00Z`,
        updated_at: `2026-03-0${1 + (i % 2)}T00:00:00Z`,
      })),
    );
  });

  const RANK = ['low', 'medium', 'high', 'critical'];
  const keysOf: Record<string, (ticket: Ticket) => (string | number)[]> = {
    '-created_at': ({ created_at, id }) => [created_at, id],
    created_at: ({ created_at, id }) => [created_at, id],
    '-updated_at': ({ updated_at, id }) => [updated_at, id],
    '-priority': ({ priority, created_at, id }) => [RANK.indexOf(priority), created_at, id],
  };

  function inOrder(tickets: Ticket[], sort: string): Ticket[] {
    const keys = keysOf[sort]!;
    const sign = sort.startsWith('-') ? -1 : 1;
    return tickets.toSorted((a, b) => {
      const [left, right] = [keys(a), keys(b)];
      const i = left.findIndex((key, at) => key !== right[at]);
      return i < 0 ? 0 : sign * (left[i]! < right[i]! ? -1 : 1);
    });
  }

  it.each(SORTS)('by %s shows every ticket once, in order', async (sort) => {
    const seen = await walk(`tag=paging&sort=${sort}`);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(60);
    expect(seen).toHaveLength(60);
    expect(seen).toEqual(inOrder(seen, sort));
  });

  it.each(SORTS)('by %s has the same order without a filter', async (sort) => {
    const seen = await walk(`sort=${sort}`, undefined, 50);
    const { total } = await service.api.list();
    expect([seen.length, new Set(seen.map(({ id }) => id)).size]).toEqual([total.value, total.value]);
    expect(seen).toEqual(inOrder(seen, sort));
  });

  it.each(SORTS)(
    'by %s neither skips nor repeats while tickets come, go and change between pages',
    async (sort) => {
      const tag = `moving-${SORTS.indexOf(sort)}`;
      const row = { tags: [tag], created_at: '2026-02-01T00:00:00Z', updated_at: '2026-02-01T00:00:00Z' };
      const staying = await insertTickets(
        service,
        Array.from({ length: 30 }, () => row),
      );
      const leaving = await insertTickets(
        service,
        Array.from({ length: 15 }, () => row),
      );
      const changing = await insertTickets(
        service,
        Array.from({ length: 15 }, () => row),
      );
      const seen = await walk(`tag=${tag}&sort=${sort}`, async (page) => {
        await service.api.createSettled({ tags: [tag] });
        await service.api.call('DELETE', `/api/tickets/${leaving[page]}`);
        await service.api.call('DELETE', `/api/tickets/${leaving.at(-1 - page)}`);
        await service.api.patch(changing[page]!, { title: 'Changed' });
        await service.api.patch(changing.at(-1 - page)!, { title: 'Changed' });
      });
      const times = new Map<number, number>();
      for (const { id } of seen) times.set(id, (times.get(id) ?? 0) + 1);
      expect(staying.filter((id) => times.get(id) !== 1)).toEqual([]);
      expect([...times].filter(([, n]) => n > 1)).toEqual([]);
      // A change moves a ticket only where the list is sorted by changes.
      if (sort !== '-updated_at') expect(changing.filter((id) => times.get(id) !== 1)).toEqual([]);
    },
  );

  it('goes on behind a ticket that is gone', async () => {
    const { results, next_cursor } = await service.api.list('tag=paging&limit=10');
    await service.api.call('DELETE', `/api/tickets/${results.at(-1)!.id}`);
    const next = await service.api.list(`tag=paging&limit=10&cursor=${next_cursor}`);
    expect(inOrder([...results, ...next.results], '-created_at')).toEqual([...results, ...next.results]);
    await service.api.call('POST', `/api/tickets/${results.at(-1)!.id}/restore`);
  });

  it('has no further page where the last one is just full', async () => {
    const { results, next_cursor } = await service.api.list('tag=paging&limit=60');
    expect([results.length, next_cursor]).toEqual([60, null]);
  });

  it.each(SORTS)('refuses the cursor of %s under every other sort', async (sort) => {
    const { next_cursor } = await service.api.list(`limit=1&sort=${sort}`);
    for (const other of SORTS.filter((name) => name !== sort)) {
      const { status, body } = await service.api.get<Problem>(
        `/api/tickets?sort=${other}&cursor=${next_cursor}`,
      );
      expect([status, body.errors?.map(({ field }) => field)]).toEqual([400, ['cursor']]);
    }
  });

  it.each([
    [1, 200],
    [100, 200],
    [0, 400],
    [101, 400],
    [1.5, 400],
    ['ten', 400],
  ])('takes a limit of %s with %i', async (limit, expected) => {
    expect((await service.api.get(`/api/tickets?limit=${limit}`)).status).toBe(expected);
  });
});

describe('the total', () => {
  const values = {
    status: ['open', 'in_progress', 'waiting', 'resolved', 'closed'],
    priority: ['low', 'medium', 'high', 'critical'],
    category: ['billing', 'technical', 'account', 'general'],
    triage_state: ['pending', 'suggested', 'accepted', 'overridden', 'manual'],
  };

  it('of what counters count is the full count, after many changes, for every combination', async () => {
    const at = (list: string[], i: number): string => list[i % list.length]!;
    const ids = await insertTickets(
      service,
      Array.from({ length: 80 }, (_, i) => ({
        status: at(values.status, i),
        priority: at(values.priority, i >> 1),
        category: at(values.category, i >> 2),
        triage_state: at(values.triage_state, i),
      })),
    );
    for (const [i, id] of ids.slice(0, 30).entries()) {
      if (i % 5 === 0) await service.api.call('DELETE', `/api/tickets/${id}`);
      else await service.api.call('PATCH', `/api/tickets/${id}`, { priority: at(values.priority, i) });
      if (i % 10 === 0) await service.api.call('POST', `/api/tickets/${id}/restore`);
    }
    const queries = [0, 1, 2, 3].flatMap((i) => [
      `status=${at(values.status, i)}`,
      `priority=${at(values.priority, i)}&category=${at(values.category, i + 1)}`,
      `triage_state=${at(values.triage_state, i)},manual`,
      `status=${at(values.status, i)},open&priority=${at(values.priority, i)},low&category=general,billing&triage_state=manual`,
    ]);
    for (const query of ['', ...queries]) {
      const conditions = [...new URLSearchParams(query)].map(
        ([field, list]) => `AND ${field} IN ('${list.split(',').join(`','`)}')`,
      );
      const [row] = await service.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tickets WHERE deleted_at IS NULL ${conditions.join(' ')}`,
      );
      const { total } = await service.api.list(`${query}&limit=1`);
      expect([query, total]).toEqual([query, { value: row!.n, relation: 'eq' }]);
    }
  });

  it('is exact up to 10,000 where no counter knows, up to 1,000 of words and of tags among others, and says "at least" above', async () => {
    await service.query(
      `INSERT INTO tickets (title, description, tags, triage_state, created_at)
       SELECT 'Many', 'zebra', CASE WHEN i <= 1000 THEN '{many,all}' WHEN i > 10000 THEN '{late,all}' ELSE '{all}' END::text[], 'manual',
         CASE WHEN i <= 10000 THEN '2020-06-01' ELSE '2021-06-01' END::timestamptz
       FROM generate_series(1, 10050) i`,
    );
    const totalOf = async (query: string) => (await service.api.list(`${query}&limit=1`)).total;
    expect(await totalOf('created_before=2021-01-01T00:00:00Z')).toEqual({ value: 10_000, relation: 'eq' });
    expect(await totalOf('created_before=2022-01-01T00:00:00Z')).toEqual({ value: 10_000, relation: 'gte' });
    expect(await totalOf('tag=many,none')).toEqual({ value: 1_000, relation: 'eq' });
    const early = 'created_before=2022-01-01T00:00:00Z';
    expect(await totalOf(`tag=all,none&${early}`)).toEqual({ value: 1_000, relation: 'gte' });
    expect(await totalOf(`tag=all&status=open,closed&${early}`)).toEqual({ value: 1_000, relation: 'gte' });
    expect(await totalOf(`tag=late&${early}`)).toEqual({ value: 50, relation: 'gte' });
    expect(await totalOf(`search=zebra&${early}`)).toEqual({ value: 1_000, relation: 'gte' });
    expect(await totalOf('tag=all')).toEqual({ value: 10_050, relation: 'eq' });
    expect(await totalOf('search=zebra&status=closed')).toEqual({ value: 0, relation: 'eq' });
    for (const query of ['status=open&priority=medium', 'assignee=none', 'assignee=none,me&status=open']) {
      const { relation, value } = await totalOf(query);
      expect([query, relation, value > 10_000]).toEqual([query, 'eq', true]);
    }
  });

  it('of an assignee is the full count, while tickets are given and taken', async () => {
    const agent = await service.api.person('agent', 'Busy');
    const ids = await insertTickets(
      service,
      Array.from({ length: 12 }, (_, i) => ({ status: values.status[i % 4] })),
    );
    for (const [i, id] of ids.entries()) {
      await service.api.call('PATCH', `/api/tickets/${id}`, { assignee_id: agent.id });
      if (i % 5 === 0) await service.api.call('DELETE', `/api/tickets/${id}`);
      if (i % 5 === 1) await service.api.call('PATCH', `/api/tickets/${id}`, { assignee_id: null });
    }
    for (const [query, condition] of [
      ['assignee=me', `assignee_id = ${agent.id}`],
      [
        `assignee=me,${agent.id}&status=open,closed`,
        `assignee_id = ${agent.id} AND status IN ('open', 'closed')`,
      ],
      ['assignee=none', 'assignee_id IS NULL'],
      [
        'assignee=me,none&status=open',
        `(assignee_id = ${agent.id} OR assignee_id IS NULL) AND status = 'open'`,
      ],
    ] as const) {
      const [row] = await service.query<{ n: number }>(
        `SELECT count(*)::int AS n FROM tickets WHERE deleted_at IS NULL AND ${condition}`,
      );
      expect(row!.n).toBeGreaterThan(0);
      const { total } = await agent.api.list(`${query}&limit=1`);
      expect([query, total]).toEqual([query, { value: row!.n, relation: 'eq' }]);
    }
  });

  it('of a tag is exact, while tickets get it, lose it, go and come back', async () => {
    await service.query(
      `INSERT INTO tickets (title, description, tags, triage_state)
       SELECT 'Roses', 'red', '{rose}', 'manual' FROM generate_series(1, 1001) i`,
    );
    const totalOf = async (tag: string, api = service.api) => (await api.list(`tag=${tag}&limit=1`)).total;
    const expectRoses = async (value: number) =>
      expect(await totalOf('rose')).toEqual({ value, relation: 'eq' });
    const ids: number[] = [];
    for (const tags of [['rose'], ['rose', 'thorn'], ['Rose ', 'rose']]) {
      ids.push((await service.api.createSettled({ tags })).id);
    }
    await expectRoses(1_004);
    expect(await totalOf('ROSE,rose')).toEqual({ value: 1_004, relation: 'eq' });
    await service.api.call('PATCH', `/api/tickets/${ids[0]}`, { tags: ['thorn'] });
    await expectRoses(1_003);
    await service.query('SELECT fold_ticket_counters()');
    await service.api.call('DELETE', `/api/tickets/${ids[1]}`);
    await expectRoses(1_002);
    await service.api.call('POST', `/api/tickets/${ids[1]}/restore`);
    await expectRoses(1_003);
    expect((await totalOf('thorn')).value).toBe(2);
    const requester = await service.api.person('requester', 'Rose');
    expect((await totalOf('rose', requester.api)).value).toBe(0);
  });
});

describe('the address of the list', () => {
  it('may end in a slash', async () => {
    const { body } = await service.api.get<TicketPage>('/api/tickets/?limit=1');
    expect(body.results).toHaveLength(1);
  });

  it('answers HEAD as GET, without the body', async () => {
    const { status, headers, text } = await service.api.call('HEAD', '/api/tickets?limit=1');
    expect([status, headers.get('content-type'), text]).toEqual([200, 'application/json; charset=utf-8', '']);
    expect((await service.api.call('HEAD', '/api/tickets?limit=0')).status).toBe(400);
  });
});
