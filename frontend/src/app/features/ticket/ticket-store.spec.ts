import { TestBed } from '@angular/core/testing';
import { ApiProblem } from '../../core/api-problem';
import { MessageDrafts } from '../../core/message-drafts';
import { TicketsApi } from '../../core/tickets-api';
import { createTicket } from '../../testing';
import { Conversation } from './conversation';
import { TicketStore } from './ticket-store';

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('the open ticket when somebody else was quicker', () => {
  const api = { get: vi.fn(), cached: vi.fn(), update: vi.fn(), listMessages: vi.fn(), listHistory: vi.fn() };
  const seen = createTicket({ id: 7, version: 2 });
  let store: TicketStore;
  const theirs = (given: Parameters<typeof createTicket>[0]) => {
    const current = createTicket({ id: 7, version: 3, ...given });
    api.update.mockRejectedValueOnce(new ApiProblem(412, 'Stale', '', null, [], null, { current }));
  };

  beforeEach(async () => {
    vi.resetAllMocks();
    api.cached.mockReturnValue(null);
    api.get.mockResolvedValue(seen);
    api.listMessages.mockResolvedValue([]);
    api.listHistory.mockResolvedValue({ results: [], next_cursor: null });
    TestBed.configureTestingModule({
      providers: [
        Conversation,
        TicketStore,
        { provide: MessageDrafts, useValue: {} },
        { provide: TicketsApi, useValue: api },
      ],
    });
    store = TestBed.inject(TicketStore);
    await store.open(7);
  });

  it('sends what the person decides, against the version that they were shown', async () => {
    theirs({ title: 'Theirs' });
    api.update.mockResolvedValueOnce(createTicket({ id: 7, version: 4, title: 'Mine' }));
    const made = store.update({ title: 'Mine' });
    expect(store.ticket()?.title).toBe('Mine');
    await turn();
    expect(store.ticket()?.title).toBe('Theirs');
    store.conflict()!.resolve({ title: 'Mine' });
    expect(await made).toBe(true);
    expect(api.update).toHaveBeenLastCalledWith(7, { title: 'Mine' }, 3);
    expect(store.ticket()?.title).toBe('Mine');
    expect(store.conflict()).toBeNull();
  });

  it('sends nothing where all of theirs is kept', async () => {
    theirs({ title: 'Theirs' });
    const made = store.update({ title: 'Mine' });
    await turn();
    store.conflict()!.resolve({});
    expect(await made).toBe(true);
    expect(api.update).toHaveBeenCalledOnce();
    expect(store.ticket()?.title).toBe('Theirs');
  });

  it('says that the change was not made when the person puts it off', async () => {
    theirs({ title: 'Theirs' });
    const made = store.update({ title: 'Mine' });
    await turn();
    store.conflict()!.resolve(null);
    expect(await made).toBe(false);
    expect(store.ticket()?.title).toBe('Theirs');
  });

  it('asks again when yet another was quicker meanwhile', async () => {
    theirs({ title: 'Theirs' });
    theirs({ title: 'A third', version: 5 });
    const made = store.update({ title: 'Mine' });
    await turn();
    store.conflict()!.resolve({ title: 'Mine' });
    await turn();
    expect(store.conflict()?.conflict.current.title).toBe('A third');
    store.conflict()!.resolve(null);
    expect(await made).toBe(false);
  });
});
