import { aTicket } from '../testing';
import { formerValues, isStill, portions } from './former-values';

describe('the way back from a change', () => {
  const ada = { id: 5, name: 'Ada' };

  it('is open only while nobody has changed it again', () => {
    expect(isStill(aTicket({ priority: 'critical' }), { priority: 'critical' })).toBe(true);
    expect(isStill(aTicket({ priority: 'low' }), { priority: 'critical' })).toBe(false);
    expect(isStill(aTicket({ assignee: null }), { assignee_id: null })).toBe(true);
    expect(isStill(aTicket({ assignee: ada }), { assignee_id: null })).toBe(false);
    const requester = { id: 9, name: 'Eve', email: null };
    expect(isStill(aTicket({ requester }), { requester: { name: 'Eve', email: null } })).toBe(true);
    expect(isStill(aTicket({ requester }), { requester: { name: 'Ada', email: null } })).toBe(false);
    expect(isStill(aTicket({ requester: null }), { requester: null })).toBe(true);
    expect(isStill(undefined, { priority: 'low' })).toBe(true);
  });

  it('leads to a requester with a name alone, or to none', () => {
    const changes = { requester: { name: 'Ada', email: null } };
    const requester = { id: 9, name: 'Eve', email: 'eve@example.org' };
    const now = aTicket({ requester: { id: null, name: 'Ada', email: null } });
    expect(formerValues(aTicket({ requester }), changes, now)).toEqual({
      requester: { name: 'Eve', email: 'eve@example.org' },
    });
    expect(formerValues(aTicket({ requester: null }), changes, now)).toEqual({ requester: null });
  });

  it('goes in portions that the service takes', () => {
    const sizes = portions(Array.from({ length: 1_001 })).map((each) => each.length);
    expect(sizes).toEqual([500, 500, 1]);
    expect(portions([])).toEqual([]);
  });
});
