import { createTicket } from '../../testing';
import { statuses } from '../../core/ticket-labels';
import { canTransition } from '../../shared/status-transitions';
import { reverseTransition } from '../../shared/status-transitions';
import { changesTo, cellKeyOf, cellQuery } from './board-cell-key';

describe('board cells', () => {
  const ticket = createTicket({ status: 'open', priority: 'high', assignee: { id: 7, name: 'Ada' } });

  it('are identified by status and lane', () => {
    expect(cellKeyOf(ticket, 'none')).toEqual({ lane: 'all', status: 'open' });
    expect(cellKeyOf(ticket, 'priority')).toEqual({ lane: 'high', status: 'open' });
    expect(cellKeyOf(ticket, 'assignee')).toEqual({ lane: '7', status: 'open' });
    expect(cellKeyOf(createTicket({ assignee: null }), 'assignee').lane).toBe('none');
  });

  it('query exactly their tickets', () => {
    expect(cellQuery({ lane: 'all', status: 'open' }, 'none')).toEqual({ status: ['open'] });
    expect(cellQuery({ lane: 'low', status: 'closed' }, 'priority')).toEqual({
      status: ['closed'],
      priority: ['low'],
    });
    expect(cellQuery({ lane: 'none', status: 'open' }, 'assignee')).toEqual({
      status: ['open'],
      assignee: ['none'],
    });
  });

  it('require a single change for status and lane, and none for the current cell', () => {
    expect(changesTo({ lane: 'low', status: 'resolved' }, ticket, 'priority')).toEqual({
      status: 'resolved',
      priority: 'low',
    });
    expect(changesTo({ lane: 'none', status: 'open' }, ticket, 'assignee')).toEqual({ assignee_id: null });
    expect(changesTo({ lane: '9', status: 'open' }, ticket, 'assignee')).toEqual({ assignee_id: 9 });
    expect(changesTo({ lane: '7', status: 'open' }, ticket, 'assignee')).toEqual({});
  });

  it('can be restored from any reachable cell through allowed transitions', () => {
    for (const from of statuses)
      for (const to of statuses.filter((status) => canTransition(from, status))) {
        const steps = reverseTransition(to, from);
        expect(steps.at(-1)).toBe(from);
        steps.reduce((at, next) => {
          expect(canTransition(at, next)).toBe(true);
          return next;
        }, to);
      }
  });
});
