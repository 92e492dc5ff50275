import { TestBed } from '@angular/core/testing';
import { Ticket, TicketPage } from '../core/api-types';
import { Problem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { aTicket } from '../testing';
import { arrivals, TicketList } from './ticket-list';

const numbered = (...ids: number[]): Ticket[] => ids.map((id) => aTicket({ id }));
const page = (results: Ticket[], next_cursor: string | null = null): TicketPage => ({
  results,
  next_cursor,
  total: { value: results.length, relation: 'eq' },
});

describe('a list of tickets', () => {
  const list = vi.fn<(query: unknown, page?: unknown) => Promise<TicketPage>>();
  const get = vi.fn<(id: number) => Promise<Ticket>>();
  let tickets: TicketList;
  const ids = () => tickets.tickets().map((each) => each.id);

  beforeEach(() => {
    list.mockReset();
    get.mockReset();
    TestBed.configureTestingModule({
      providers: [TicketList, { provide: TicketsApi, useValue: { list, get } }],
    });
    tickets = TestBed.inject(TicketList);
  });

  it('shows each ticket once, though pages overlap', async () => {
    list.mockResolvedValueOnce(page(numbered(5, 4, 3), 'next'));
    await tickets.load({});
    list.mockResolvedValueOnce(page(numbered(3, 2, 1)));
    await tickets.more();
    expect(ids()).toEqual([5, 4, 3, 2, 1]);
    expect(tickets.nextCursor()).toBeNull();
  });

  it('drops the answer to an older question that arrives late', async () => {
    let answerLate!: (page: TicketPage) => void;
    list.mockReturnValueOnce(new Promise((resolve) => (answerLate = resolve)));
    const older = tickets.load({ search: 'v' });
    list.mockResolvedValueOnce(page(numbered(2)));
    await tickets.load({ search: 'vpn' });
    answerLate(page(numbered(1)));
    await older;
    expect(ids()).toEqual([2]);
  });

  it('counts what is new without moving what is read', async () => {
    list.mockResolvedValueOnce(page(numbered(3, 2)));
    await tickets.load({});
    list.mockResolvedValueOnce(page(numbered(5, 4, 3, 2)));
    await tickets.peek();
    expect(ids()).toEqual([3, 2]);
    expect(tickets.unseen()).toBe(2);
    expect(tickets.total()?.value).toBe(4);
  });

  it('never replaces a newer state of a ticket by an older one', async () => {
    list.mockResolvedValueOnce(page([aTicket({ id: 1, version: 5, status: 'resolved' })]));
    await tickets.load({});
    tickets.put(aTicket({ id: 1, version: 4, status: 'open' }));
    expect(tickets.tickets()[0]?.status).toBe('resolved');
  });

  it('keeps where a search matched while the text is the same', async () => {
    const match = { title: [{ text: 'VPN down', hit: true }], excerpt: [] };
    list.mockResolvedValueOnce(page([aTicket({ id: 1, match })]));
    await tickets.load({ search: 'vpn' });
    tickets.put(aTicket({ id: 1, version: 3, status: 'resolved' }));
    expect(tickets.tickets()[0]?.match).toEqual(match);
    tickets.put(aTicket({ id: 1, version: 4, title: 'Printer' }));
    expect(tickets.tickets()[0]?.match).toBeUndefined();
  });

  it('puts a ticket back where it was taken from', async () => {
    list.mockResolvedValueOnce(page(numbered(3, 2, 1)));
    await tickets.load({});
    const at = tickets.take(2);
    expect(ids()).toEqual([3, 1]);
    tickets.insert(aTicket({ id: 2 }), at);
    expect(ids()).toEqual([3, 2, 1]);
  });

  it('catches up row by row after events were missed', async () => {
    list.mockResolvedValueOnce(page(numbered(2, 1)));
    await tickets.load({});
    list.mockResolvedValue(page([aTicket({ id: 3 }), aTicket({ id: 2 }), aTicket({ id: 1 })]));
    get.mockImplementation((id) => Promise.resolve(aTicket({ id, version: 9, status: 'closed' })));
    await tickets.catchUp();
    expect(ids()).toEqual([2, 1]);
    expect(tickets.tickets()[0]?.status).toBe('closed');
    expect(tickets.unseen()).toBe(1);
  });

  it('takes out what is gone when it catches up', async () => {
    list.mockResolvedValue(page(numbered(2, 1)));
    await tickets.load({});
    get.mockImplementation((id) =>
      id === 2 ? Promise.reject(new Problem(404, 'Not found', '')) : Promise.resolve(aTicket({ id })),
    );
    await tickets.catchUp();
    expect(ids()).toEqual([1]);
  });

  it('reads again only what is on the screen, and the rest when it is reached', async () => {
    const all = Array.from({ length: 90 }, (_, at) => 90 - at);
    const answer = (_query: unknown, asked: unknown = {}) => {
      const { limit = 30, cursor = '0' } = asked as { limit?: number; cursor?: string };
      const from = Number(cursor);
      const results = all.slice(from, from + limit).map((id) => aTicket({ id, version: version() }));
      return Promise.resolve(page(results, from + limit < all.length ? String(from + limit) : null));
    };
    let now = 1;
    const version = () => now;
    list.mockImplementation(answer);
    await tickets.load({});
    await tickets.more();
    await tickets.more();
    expect(ids()).toEqual(all);

    now = 2;
    list.mockClear();
    tickets.shown.set({ start: 35, end: 55 });
    await tickets.catchUp();
    const fresh = () => tickets.tickets().filter((each) => each.version === 2).length;
    expect(fresh()).toBe(30);
    expect(list).toHaveBeenCalledTimes(2); // One page, and the head for what is new.
    tickets.shown.set({ start: 55, end: 75 });
    await tickets.freshen();
    expect(fresh()).toBe(60);
    expect(get).not.toHaveBeenCalled();
  });

  it('finds the page of a row again after others were taken out and put in', async () => {
    list.mockResolvedValueOnce(page(numbered(9, 8, 7), 'second'));
    await tickets.load({});
    list.mockResolvedValueOnce(page(numbered(6, 5, 4)));
    await tickets.more();
    tickets.remove(8);
    tickets.insert(aTicket({ id: 10 }));
    tickets.remove(9);
    expect(ids()).toEqual([10, 7, 6, 5, 4]);
    expect(ids().map((id) => tickets.indexOf(id))).toEqual([0, 1, 2, 3, 4]);
    expect(tickets.find(5)?.id).toBe(5);
    expect(tickets.find(8)).toBeUndefined();
  });
});

describe('what is new at the head of a list', () => {
  it('is not what merely moved up from the next page', () => {
    expect(arrivals(numbered(3, 2, 1), new Set([3, 2]))).toBe(0);
  });
  it('is everything where nothing is known any more', () => {
    expect(arrivals(numbered(9, 8), new Set([1]))).toBe(2);
  });
});
