import { TestBed } from '@angular/core/testing';
import { Ticket } from '../core/api-types';
import { ApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { createTicket } from '../testing';
import { withChanges } from './ticket-changes';
import { TicketEditor } from './ticket-editor';

const stale = () => new ApiProblem(412, 'Stale', 'The ticket has changed since.');

describe('concurrent changes to a ticket', () => {
  const api = { update: vi.fn(), get: vi.fn() };
  let editor: TicketEditor;
  const told = () => TestBed.inject(Toasts).all();
  const seen = createTicket({ version: 2 });
  const meanwhile = (given: Partial<Ticket>) =>
    api.get.mockResolvedValueOnce(createTicket({ version: 3, ...given }));

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    TestBed.configureTestingModule({ providers: [{ provide: TicketsApi, useValue: api }] });
    editor = TestBed.inject(TicketEditor);
  });
  afterEach(() => vi.useRealTimers());

  it('are not applied to the same field, and the other change is reported', async () => {
    api.update.mockRejectedValueOnce(stale());
    meanwhile({ status: 'resolved' });
    const { ticket, applied } = await editor.update(seen, { status: 'in_progress' });
    expect(applied).toBe(false);
    expect(ticket.status).toBe('resolved');
    expect(api.update).toHaveBeenCalledOnce();
    expect(told()[0]?.detail).toContain('status is now Resolved');
  });

  it('are applied to a different field, based on the current version', async () => {
    api.update.mockRejectedValueOnce(stale()).mockResolvedValueOnce(createTicket({ version: 4 }));
    meanwhile({ tags: ['vpn'] });
    expect((await editor.update(seen, { status: 'in_progress' })).applied).toBe(true);
    expect(api.update).toHaveBeenLastCalledWith(seen.id, { status: 'in_progress' }, 3);
    expect(told()[0]?.detail).toContain('tags are now vpn');
  });

  it('are not blocked by a priority set by triage', async () => {
    api.update
      .mockRejectedValueOnce(stale())
      .mockResolvedValueOnce(createTicket({ version: 4, priority: 'low' }));
    meanwhile({ priority: 'critical' });
    expect((await editor.update(seen, { priority: 'low' })).applied).toBe(true);
  });

  it("are blocked by an agent's decision on the priority", async () => {
    api.update.mockRejectedValueOnce(stale());
    meanwhile({ priority: 'critical', triage: { ...seen.triage, state: 'overridden' } });
    expect((await editor.update(seen, { priority: 'low' })).applied).toBe(false);
  });

  it("wait for the user's previous change and build on it", async () => {
    let finish!: (ticket: Ticket) => void;
    api.update.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    api.update.mockResolvedValueOnce(createTicket({ version: 4 }));
    const first = editor.update(seen, { status: 'in_progress' });
    const second = editor.update(seen, { priority: 'low' });
    expect(api.update).toHaveBeenCalledOnce();
    finish(createTicket({ version: 3, status: 'in_progress' }));
    await Promise.all([first, second]);
    expect(api.update).toHaveBeenLastCalledWith(seen.id, { priority: 'low' }, 3);
    expect(told()).toEqual([]);
  });

  it('ask for confirmation before the page is left', async () => {
    const leave = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    let finish!: (ticket: Ticket) => void;
    api.update.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const change = editor.update(seen, { priority: 'low' });
    expect(leave()).toBe(true);
    finish(createTicket({ version: 3 }));
    await change;
    expect(leave()).toBe(false);
  });

  it('continue after a failed previous change', async () => {
    api.update.mockRejectedValueOnce(new ApiProblem(0, 'No connection', ''));
    api.update.mockResolvedValueOnce(createTicket({ version: 3 }));
    const first = editor.update(seen, { status: 'in_progress' });
    const second = editor.update(seen, { priority: 'low' });
    await expect(first).rejects.toThrow();
    expect((await second).applied).toBe(true);
  });

  it('return both versions with the strategy "ask"', async () => {
    const current = createTicket({ version: 3, title: 'Theirs' });
    api.update.mockRejectedValueOnce(new ApiProblem(412, 'Stale', '', null, [], null, { current }));
    const outcome = await editor.update(seen, { title: 'Mine' }, 'ask');
    expect(outcome.applied).toBe(false);
    expect(outcome.conflict?.fields).toEqual(['title']);
    expect(outcome.ticket).toBe(current);
    expect(api.get).not.toHaveBeenCalled();
    expect(told()).toEqual([]);
  });

  it('continue if no visible field was changed', async () => {
    const current = createTicket({ version: 3 });
    api.update.mockRejectedValueOnce(new ApiProblem(412, 'Stale', '', null, [], null, { current }));
    api.update.mockResolvedValueOnce(createTicket({ version: 4, title: 'Mine' }));
    expect((await editor.update(seen, { title: 'Mine' }, 'ask')).applied).toBe(true);
    expect(api.update).toHaveBeenLastCalledWith(seen.id, { title: 'Mine' }, 3);
  });

  it('reject with other errors', async () => {
    api.update.mockRejectedValueOnce(new ApiProblem(422, 'Impossible', 'No.'));
    await expect(editor.update(seen, { status: 'closed' })).rejects.toThrow('No.');
  });
});

describe('optimistic changes', () => {
  it('set the triage state like the server', () => {
    expect(withChanges(createTicket(), { priority: 'high' }).triage.state).toBe('accepted');
    expect(withChanges(createTicket(), { priority: 'low' }).triage.state).toBe('overridden');
    const unasked = createTicket({
      triage: { ...createTicket().triage, state: 'pending', suggested_category: null },
    });
    expect(withChanges(unasked, { priority: 'low' }).triage.state).toBe('manual');
  });

  it('show the new assignee', () => {
    const me = { id: 1, name: 'Ada' };
    expect(withChanges(createTicket(), { assignee_id: 1 }, me).assignee).toEqual(me);
    expect(withChanges(createTicket({ assignee: me }), { assignee_id: null }).assignee).toBeNull();
  });
});
