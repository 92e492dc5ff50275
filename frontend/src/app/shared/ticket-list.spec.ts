import { TestBed } from '@angular/core/testing';
import { Ticket, TicketPage } from '../core/api-types';
import { ApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { createTicket } from '../testing';
import { countNewRows, TicketList } from './ticket-list';

const numbered = (...ids: number[]): Ticket[] => ids.map((id) => createTicket({ id }));
const page = (results: Ticket[], next_cursor: string | null = null): TicketPage => ({
  results,
  next_cursor,
  total: { value: results.length, relation: 'eq' },
});

describe('TicketList', () => {
  const list = vi.fn<(query: unknown, page?: unknown) => Promise<TicketPage>>();
  const get = vi.fn<(id: number) => Promise<Ticket>>();
  let tickets: TicketList;
  const ids = () => tickets.tickets().map((ticket) => ticket.id);

  beforeEach(() => {
    list.mockReset();
    get.mockReset();
    TestBed.configureTestingModule({
      providers: [TicketList, { provide: TicketsApi, useValue: { list, get } }],
    });
    tickets = TestBed.inject(TicketList);
  });

  it('lists each ticket once when pages overlap', async () => {
    list.mockResolvedValueOnce(page(numbered(5, 4, 3), 'next'));
    await tickets.load({});
    list.mockResolvedValueOnce(page(numbered(3, 2, 1)));
    await tickets.loadMore();
    expect(ids()).toEqual([5, 4, 3, 2, 1]);
    expect(tickets.nextCursor()).toBeNull();
  });

  it('ignores late responses to previous queries', async () => {
    let answerLate!: (page: TicketPage) => void;
    list.mockReturnValueOnce(new Promise((resolve) => (answerLate = resolve)));
    const older = tickets.load({ search: 'v' });
    list.mockResolvedValueOnce(page(numbered(2)));
    await tickets.load({ search: 'vpn' });
    answerLate(page(numbered(1)));
    await older;
    expect(ids()).toEqual([2]);
  });

  it('counts new tickets without moving rows', async () => {
    list.mockResolvedValueOnce(page(numbered(3, 2)));
    await tickets.load({});
    list.mockResolvedValueOnce(page(numbered(5, 4, 3, 2)));
    await tickets.checkForNew();
    expect(ids()).toEqual([3, 2]);
    expect(tickets.newCount()).toBe(2);
    expect(tickets.total()?.value).toBe(4);
  });

  it('never replaces a newer version of a ticket', async () => {
    list.mockResolvedValueOnce(page([createTicket({ id: 1, version: 5, status: 'resolved' })]));
    await tickets.load({});
    tickets.upsert(createTicket({ id: 1, version: 4, status: 'open' }));
    expect(tickets.tickets()[0]?.status).toBe('resolved');
  });

  it('keeps search matches while the text is unchanged', async () => {
    const match = { title: [{ text: 'VPN down', hit: true }], excerpt: [] };
    list.mockResolvedValueOnce(page([createTicket({ id: 1, match })]));
    await tickets.load({ search: 'vpn' });
    tickets.upsert(createTicket({ id: 1, version: 3, status: 'resolved' }));
    expect(tickets.tickets()[0]?.match).toEqual(match);
    tickets.upsert(createTicket({ id: 1, version: 4, title: 'Printer' }));
    expect(tickets.tickets()[0]?.match).toBeUndefined();
  });

  it('reinserts a removed ticket at its position', async () => {
    list.mockResolvedValueOnce(page(numbered(3, 2, 1)));
    await tickets.load({});
    const index = tickets.removeAt(2);
    expect(ids()).toEqual([3, 1]);
    tickets.insert(createTicket({ id: 2 }), index);
    expect(ids()).toEqual([3, 2, 1]);
  });

  it('refreshes row by row after missed events', async () => {
    list.mockResolvedValueOnce(page(numbered(2, 1)));
    await tickets.load({});
    list.mockResolvedValue(page([createTicket({ id: 3 }), createTicket({ id: 2 }), createTicket({ id: 1 })]));
    get.mockImplementation((id) => Promise.resolve(createTicket({ id, version: 9, status: 'closed' })));
    await tickets.resync();
    expect(ids()).toEqual([2, 1]);
    expect(tickets.tickets()[0]?.status).toBe('closed');
    expect(tickets.newCount()).toBe(1);
  });

  it('removes deleted tickets on refresh', async () => {
    list.mockResolvedValue(page(numbered(2, 1)));
    await tickets.load({});
    get.mockImplementation((id) =>
      id === 2 ? Promise.reject(new ApiProblem(404, 'Not found', '')) : Promise.resolve(createTicket({ id })),
    );
    await tickets.resync();
    expect(ids()).toEqual([1]);
  });

  it('refreshes visible rows only, and others when they become visible', async () => {
    const all = Array.from({ length: 90 }, (_, index) => 90 - index);
    const answer = (_query: unknown, asked: unknown = {}) => {
      const { limit = 30, cursor = '0' } = asked as { limit?: number; cursor?: string };
      const from = Number(cursor);
      const results = all.slice(from, from + limit).map((id) => createTicket({ id, version: version() }));
      return Promise.resolve(page(results, from + limit < all.length ? String(from + limit) : null));
    };
    let now = 1;
    const version = () => now;
    list.mockImplementation(answer);
    await tickets.load({});
    await tickets.loadMore();
    await tickets.loadMore();
    expect(ids()).toEqual(all);

    now = 2;
    list.mockClear();
    tickets.visibleRange.set({ start: 35, end: 55 });
    await tickets.resync();
    const fresh = () => tickets.tickets().filter((ticket) => ticket.version === 2).length;
    expect(fresh()).toBe(30);
    expect(list).toHaveBeenCalledTimes(2); // One page, and the first page for new tickets.
    tickets.visibleRange.set({ start: 55, end: 75 });
    await tickets.refreshVisible();
    expect(fresh()).toBe(60);
    expect(get).not.toHaveBeenCalled();
  });

  it('finds the page of a row after rows were removed and inserted', async () => {
    list.mockResolvedValueOnce(page(numbered(9, 8, 7), 'second'));
    await tickets.load({});
    list.mockResolvedValueOnce(page(numbered(6, 5, 4)));
    await tickets.loadMore();
    tickets.remove(8);
    tickets.insert(createTicket({ id: 10 }));
    tickets.remove(9);
    expect(ids()).toEqual([10, 7, 6, 5, 4]);
    expect(ids().map((id) => tickets.indexOf(id))).toEqual([0, 1, 2, 3, 4]);
    expect(tickets.find(5)?.id).toBe(5);
    expect(tickets.find(8)).toBeUndefined();
  });
});

describe('new tickets at the top of a list', () => {
  it('exclude rows that moved up from the next page', () => {
    expect(countNewRows(numbered(3, 2, 1), new Set([3, 2]))).toBe(0);
  });
  it('are all rows if none is known', () => {
    expect(countNewRows(numbered(9, 8), new Set([1]))).toBe(2);
  });
});
