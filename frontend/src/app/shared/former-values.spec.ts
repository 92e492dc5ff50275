import { aTicket } from '../testing';
import { isStill, portions } from './former-values';

describe('the way back from a change', () => {
  const ada = { id: 5, name: 'Ada' };

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
