import { TestBed } from '@angular/core/testing';
import { ApiProblem } from '../../core/api-problem';
import { MessageDrafts } from '../../core/message-drafts';
import { TicketsApi } from '../../core/tickets-api';
import { createTicket } from '../../testing';
import { Conversation } from './conversation';
import { TicketStore } from './ticket-store';

const turn = () => new Promise((resolve) => setTimeout(resolve));

describe('TicketStore conflicts', () => {
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

  it('submit the resolution, based on the displayed version', async () => {
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

  it('submit nothing if all other values are kept', async () => {
    theirs({ title: 'Theirs' });
    const made = store.update({ title: 'Mine' });
    await turn();
    store.conflict()!.resolve({});
    expect(await made).toBe(true);
    expect(api.update).toHaveBeenCalledOnce();
    expect(store.ticket()?.title).toBe('Theirs');
  });

  it('report that the change was not applied when cancelled', async () => {
    theirs({ title: 'Theirs' });
    const made = store.update({ title: 'Mine' });
    await turn();
    store.conflict()!.resolve(null);
    expect(await made).toBe(false);
    expect(store.ticket()?.title).toBe('Theirs');
  });

  it('are shown again if there was another change in the meantime', async () => {
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
