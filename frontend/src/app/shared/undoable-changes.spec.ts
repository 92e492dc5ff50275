import { TestBed } from '@angular/core/testing';
import { Ticket, TicketChanges } from '../core/api-types';
import { ApiProblem } from '../core/api-problem';
import { TicketsApi } from '../core/tickets-api';
import { Toasts } from '../core/toasts';
import { UndoStack } from '../core/undo-stack';
import { createTicket } from '../testing';
import { UndoableChanges } from './undoable-changes';

describe('undoing with z', () => {
  const api = { get: vi.fn(), update: vi.fn(), undoDecision: vi.fn() };
  const shown = vi.fn<(ticket: Ticket) => void>();
  const me = { id: 1, name: 'Me' };
  const suggested = createTicket({ version: 2 });
  const decided = (state: 'accepted' | 'overridden', given: Partial<Ticket> = {}) =>
    createTicket({ version: 3, triage: { ...suggested.triage, state, decided_by: me }, ...given });
  const told = () => TestBed.inject(Toasts).all().at(-1)?.title;
  const made = (before: Ticket, now: Ticket, changes: TicketChanges) => {
    api.get.mockResolvedValue(now);
    TestBed.inject(UndoableChanges).announce(before, now, changes, { onReverted: shown });
  };
  const undone = async () => {
    await TestBed.inject(UndoStack).undoLast();
    await vi.waitFor(() => expect(told()).not.toMatch(/^Priority|^Technical|^Status/));
    return told();
  };

  beforeEach(() => {
    vi.resetAllMocks();
    TestBed.configureTestingModule({ providers: [{ provide: TicketsApi, useValue: api }] });
  });

  it('reverts the decision of an accepted suggestion without changed values', async () => {
    const back = createTicket({ version: 4 });
    api.undoDecision.mockResolvedValue(back);
    made(suggested, decided('accepted'), { category: 'technical', priority: 'high' });
    expect(await undone()).toBe('Undone');
    expect(shown).toHaveBeenCalledWith(back);
    expect(api.update).not.toHaveBeenCalled();
  });

  it('reverts the decision and the values of an override', async () => {
    // Triage has changed its suggestion since.
    api.undoDecision.mockResolvedValue(createTicket({ version: 4, priority: 'medium' }));
    made(suggested, decided('overridden', { priority: 'critical' }), { priority: 'critical' });
    expect(await undone()).toBe('Undone');
    expect(api.update).not.toHaveBeenCalled();
  });

  it('also reverts fields changed together with the decision', async () => {
    api.undoDecision.mockResolvedValue(createTicket({ version: 4, status: 'in_progress' }));
    api.update.mockResolvedValue(createTicket({ version: 5 }));
    const changes = { status: 'in_progress', priority: 'critical' } as const;
    made(suggested, decided('overridden', changes), changes);
    expect(await undone()).toBe('Undone');
    expect(api.update).toHaveBeenCalledExactlyOnceWith(1042, { status: 'open' }, 4);
  });

  it('reverts the values if the decision is final', async () => {
    api.undoDecision.mockRejectedValue(new ApiProblem(409, 'Conflict', ''));
    api.update.mockResolvedValue(decided('overridden', { version: 4 }));
    made(suggested, decided('overridden', { priority: 'critical' }), { priority: 'critical' });
    expect(await undone()).toBe('Undone');
    expect(api.update).toHaveBeenCalledExactlyOnceWith(1042, { priority: 'high' }, 3);
  });

  it('reports if the decision is final and no value changed', async () => {
    api.undoDecision.mockRejectedValue(new ApiProblem(409, 'Conflict', ''));
    made(suggested, decided('accepted'), { priority: 'high' });
    expect(await undone()).toBe('The decision on #1042 can no longer be undone');
    expect(api.update).not.toHaveBeenCalled();
  });

  it('reverts only the values if another user had decided before', async () => {
    api.update.mockResolvedValue(decided('accepted', { version: 5 }));
    const before = decided('accepted');
    made(before, { ...before, version: 4, priority: 'low' }, { priority: 'low' });
    expect(await undone()).toBe('Undone');
    expect(api.undoDecision).not.toHaveBeenCalled();
    expect(api.update).toHaveBeenCalledExactlyOnceWith(1042, { priority: 'high' }, 4);
  });

  it('skips a key press that changed nothing, which is reported', async () => {
    const earlier = vi.fn();
    TestBed.inject(UndoStack).push({ title: 'Reply sent', undo: earlier });
    const ticket = decided('overridden', { priority: 'critical' });
    made(ticket, ticket, { priority: 'critical' });
    expect(told()).toBe('No change – Priority: Critical');
    await TestBed.inject(UndoStack).undoLast();
    expect(earlier).toHaveBeenCalledOnce();
  });

  it('is also an edited title and description, as the server saved them', async () => {
    const now = createTicket({ version: 3, title: 'Orighanks', description: 'Ä' });
    api.update.mockResolvedValue(createTicket({ version: 4 }));
    made(suggested, now, { title: 'Orighanks ', description: 'A\u0308' });
    expect(told()).toBe('Title: Orighanks');
    await TestBed.inject(UndoStack).undoLast();
    await vi.waitFor(() => expect(told()).toBe('Undone'));
    const { title, description } = suggested;
    expect(api.update).toHaveBeenCalledExactlyOnceWith(1042, { title, description }, 3);
  });
});
