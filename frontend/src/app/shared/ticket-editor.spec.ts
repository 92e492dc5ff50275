import { TestBed } from '@angular/core/testing';
import { Ticket } from '../core/api-types';
import { Problem } from '../core/problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { aTicket } from '../testing';
import { withChanges } from './ticket-changes';
import { TicketEditor } from './ticket-editor';

const stale = () => new Problem(412, 'Stale', 'The ticket has changed since.');

describe('a change while somebody else changes the same ticket', () => {
  const api = { change: vi.fn(), get: vi.fn() };
  let editor: TicketEditor;
  const told = () => TestBed.inject(Toasts).all();
  const seen = aTicket({ version: 2 });
  const meanwhile = (given: Partial<Ticket>) =>
    api.get.mockResolvedValueOnce(aTicket({ version: 3, ...given }));

  beforeEach(() => {
    vi.useFakeTimers();
    vi.resetAllMocks();
    TestBed.configureTestingModule({ providers: [{ provide: TicketsApi, useValue: api }] });
    editor = TestBed.inject(TicketEditor);
  });
  afterEach(() => vi.useRealTimers());

  it('is not made when it touches the same field, and says what theirs was', async () => {
    api.change.mockRejectedValueOnce(stale());
    meanwhile({ status: 'resolved' });
    const { ticket, applied } = await editor.change(seen, { status: 'in_progress' });
    expect(applied).toBe(false);
    expect(ticket.status).toBe('resolved');
    expect(api.change).toHaveBeenCalledOnce();
    expect(told()[0]?.detail).toContain('status is now Resolved');
  });

  it('goes on where they touched another field, against the version that is there now', async () => {
    api.change.mockRejectedValueOnce(stale()).mockResolvedValueOnce(aTicket({ version: 4 }));
    meanwhile({ tags: ['vpn'] });
    expect((await editor.change(seen, { status: 'in_progress' })).applied).toBe(true);
    expect(api.change).toHaveBeenLastCalledWith(seen.id, { status: 'in_progress' }, 3);
    expect(told()[0]?.detail).toContain('tags are now vpn');
  });

  it('is not held up by what the machine did to the priority', async () => {
    api.change.mockRejectedValueOnce(stale()).mockResolvedValueOnce(aTicket({ version: 4, priority: 'low' }));
    meanwhile({ priority: 'critical' });
    expect((await editor.change(seen, { priority: 'low' })).applied).toBe(true);
  });

  it('stops before a person’s decision about the priority', async () => {
    api.change.mockRejectedValueOnce(stale());
    meanwhile({ priority: 'critical', triage: { ...seen.triage, state: 'overridden' } });
    expect((await editor.change(seen, { priority: 'low' })).applied).toBe(false);
  });

  it('waits for the same person’s change before it, and builds on that', async () => {
    let finish!: (ticket: Ticket) => void;
    api.change.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    api.change.mockResolvedValueOnce(aTicket({ version: 4 }));
    const first = editor.change(seen, { status: 'in_progress' });
    const second = editor.change(seen, { priority: 'low' });
    expect(api.change).toHaveBeenCalledOnce();
    finish(aTicket({ version: 3, status: 'in_progress' }));
    await Promise.all([first, second]);
    expect(api.change).toHaveBeenLastCalledWith(seen.id, { priority: 'low' }, 3);
    expect(told()).toEqual([]);
  });

  it('keeps a page from being left unasked until it is saved', async () => {
    const leave = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
    let finish!: (ticket: Ticket) => void;
    api.change.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const change = editor.change(seen, { priority: 'low' });
    expect(leave()).toBe(true);
    finish(aTicket({ version: 3 }));
    await change;
    expect(leave()).toBe(false);
  });

  it('is not lost with the one before it', async () => {
    api.change.mockRejectedValueOnce(new Problem(0, 'No connection', ''));
    api.change.mockResolvedValueOnce(aTicket({ version: 3 }));
    const first = editor.change(seen, { status: 'in_progress' });
    const second = editor.change(seen, { priority: 'low' });
    await expect(first).rejects.toThrow();
    expect((await second).applied).toBe(true);
  });

  it('is left to the person where the page asks, with both versions', async () => {
    const current = aTicket({ version: 3, title: 'Theirs' });
    api.change.mockRejectedValueOnce(new Problem(412, 'Stale', '', null, [], null, { current }));
    const outcome = await editor.change(seen, { title: 'Mine' }, 'ask');
    expect(outcome.applied).toBe(false);
    expect(outcome.conflict?.fields).toEqual(['title']);
    expect(outcome.ticket).toBe(current);
    expect(api.get).not.toHaveBeenCalled();
    expect(told()).toEqual([]);
  });

  it('goes on by itself where nobody changed anything that is seen', async () => {
    const current = aTicket({ version: 3 });
    api.change.mockRejectedValueOnce(new Problem(412, 'Stale', '', null, [], null, { current }));
    api.change.mockResolvedValueOnce(aTicket({ version: 4, title: 'Mine' }));
    expect((await editor.change(seen, { title: 'Mine' }, 'ask')).applied).toBe(true);
    expect(api.change).toHaveBeenLastCalledWith(seen.id, { title: 'Mine' }, 3);
  });

  it('hands other failures to whoever asked', async () => {
    api.change.mockRejectedValueOnce(new Problem(422, 'Impossible', 'No.'));
    await expect(editor.change(seen, { status: 'closed' })).rejects.toThrow('No.');
  });
});

describe('a change that is shown before the server agrees', () => {
  it('settles triage as the server will', () => {
    expect(withChanges(aTicket(), { priority: 'high' }).triage.state).toBe('accepted');
    expect(withChanges(aTicket(), { priority: 'low' }).triage.state).toBe('overridden');
    const unasked = aTicket({ triage: { ...aTicket().triage, state: 'pending', suggested_category: null } });
    expect(withChanges(unasked, { priority: 'low' }).triage.state).toBe('manual');
  });

  it('shows who it is assigned to', () => {
    const me = { id: 1, name: 'Ada' };
    expect(withChanges(aTicket(), { assignee_id: 1 }, me).assignee).toEqual(me);
    expect(withChanges(aTicket({ assignee: me }), { assignee_id: null }).assignee).toBeNull();
  });
});
