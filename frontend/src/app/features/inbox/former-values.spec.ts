import { aTicket } from '../../testing';
import { isStill, portions, stepsBack } from './former-values';

describe('the way back from a change', () => {
  const ada = { id: 5, name: 'Ada' };

  it('is one step for each set of former values', () => {
    const steps = stepsBack(
      [
        aTicket({ id: 1, priority: 'low' }),
        aTicket({ id: 2, priority: 'high' }),
        aTicket({ id: 3, priority: 'low' }),
      ],
      { priority: 'critical' },
    );
    expect(steps.map(({ changes, tickets }) => [changes, tickets.map((each) => each.id)])).toEqual([
      [{ priority: 'low' }, [1, 3]],
      [{ priority: 'high' }, [2]],
    ]);
  });

  it('gives a ticket back to whom it was assigned, or to nobody', () => {
    const steps = stepsBack([aTicket({ id: 1, assignee: ada }), aTicket({ id: 2 })], { assignee_id: 9 });
    expect(steps.map(({ changes, assignee }) => [changes, assignee])).toEqual([
      [{ assignee_id: 5 }, ada],
      [{ assignee_id: null }, null],
    ]);
  });

  it('is open only while nobody has changed it again', () => {
    expect(isStill(aTicket({ priority: 'critical' }), { priority: 'critical' })).toBe(true);
    expect(isStill(aTicket({ priority: 'low' }), { priority: 'critical' })).toBe(false);
    expect(isStill(aTicket({ assignee: null }), { assignee_id: null })).toBe(true);
    expect(isStill(aTicket({ assignee: ada }), { assignee_id: null })).toBe(false);
    expect(isStill(undefined, { priority: 'low' })).toBe(true);
  });

  it('goes in portions that the service takes', () => {
    const sizes = portions(Array.from({ length: 1_001 })).map((each) => each.length);
    expect(sizes).toEqual([500, 500, 1]);
    expect(portions([])).toEqual([]);
  });
});
