import { aTicket } from '../../testing';
import { statuses } from '../../shared/ticket-terms';
import { mayMove } from '../../shared/status-moves';
import { wayBack } from '../../shared/status-moves';
import { changesTo, placeOf, placeQuery } from './board-places';

describe('The places of the board', () => {
  const ticket = aTicket({ status: 'open', priority: 'high', assignee: { id: 7, name: 'Ada' } });

  it('are told by status and lane', () => {
    expect(placeOf(ticket, 'none')).toEqual({ lane: 'all', status: 'open' });
    expect(placeOf(ticket, 'priority')).toEqual({ lane: 'high', status: 'open' });
    expect(placeOf(ticket, 'assignee')).toEqual({ lane: '7', status: 'open' });
    expect(placeOf(aTicket({ assignee: null }), 'assignee').lane).toBe('none');
  });

  it('ask for exactly what stands there', () => {
    expect(placeQuery({ lane: 'all', status: 'open' }, 'none')).toEqual({ status: ['open'] });
    expect(placeQuery({ lane: 'low', status: 'closed' }, 'priority')).toEqual({
      status: ['closed'],
      priority: ['low'],
    });
    expect(placeQuery({ lane: 'none', status: 'open' }, 'assignee')).toEqual({
      status: ['open'],
      assignee: ['none'],
    });
  });

  it('need one change for status and lane together, and none where the ticket stands already', () => {
    expect(changesTo({ lane: 'low', status: 'resolved' }, ticket, 'priority')).toEqual({
      status: 'resolved',
      priority: 'low',
    });
    expect(changesTo({ lane: 'none', status: 'open' }, ticket, 'assignee')).toEqual({ assignee_id: null });
    expect(changesTo({ lane: '9', status: 'open' }, ticket, 'assignee')).toEqual({ assignee_id: 9 });
    expect(changesTo({ lane: '7', status: 'open' }, ticket, 'assignee')).toEqual({});
  });

  it('can be gone back to from wherever the ticket may go, by moves that its life allows', () => {
    for (const from of statuses)
      for (const to of statuses.filter((each) => mayMove(from, each))) {
        const steps = wayBack(to, from);
        expect(steps.at(-1)).toBe(from);
        steps.reduce((at, next) => {
          expect(mayMove(at, next)).toBe(true);
          return next;
        }, to);
      }
  });
});
