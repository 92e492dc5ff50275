import { createTicket } from '../testing';
import { previousValues, isUnchangedSince, chunk } from './previous-values';

describe('reverting a change', () => {
  const ada = { id: 5, name: 'Ada' };

  it('requires that the ticket was not changed again', () => {
    expect(isUnchangedSince(createTicket({ priority: 'critical' }), { priority: 'critical' })).toBe(true);
    expect(isUnchangedSince(createTicket({ priority: 'low' }), { priority: 'critical' })).toBe(false);
    expect(isUnchangedSince(createTicket({ assignee: null }), { assignee_id: null })).toBe(true);
    expect(isUnchangedSince(createTicket({ assignee: ada }), { assignee_id: null })).toBe(false);
    const requester = { id: 9, name: 'Eve', email: null, can_read: true };
    expect(isUnchangedSince(createTicket({ requester }), { requester: { name: 'Eve', email: null } })).toBe(
      true,
    );
    expect(isUnchangedSince(createTicket({ requester }), { requester: { name: 'Ada', email: null } })).toBe(
      false,
    );
    expect(isUnchangedSince(createTicket({ requester: null }), { requester: null })).toBe(true);
    expect(isUnchangedSince(undefined, { priority: 'low' })).toBe(true);
  });

  it('restores a requester with only a name, and no requester', () => {
    const changes = { requester: { name: 'Ada', email: null } };
    const requester = { id: 9, name: 'Eve', email: 'eve@example.org', can_read: true };
    const now = createTicket({ requester: { id: null, name: 'Ada', email: null, can_read: false } });
    expect(previousValues(createTicket({ requester }), changes, now)).toEqual({
      requester: { name: 'Eve', email: 'eve@example.org' },
    });
    expect(previousValues(createTicket({ requester: null }), changes, now)).toEqual({ requester: null });
  });

  it('is split into batches', () => {
    const sizes = chunk(Array.from({ length: 1_001 })).map((each) => each.length);
    expect(sizes).toEqual([500, 500, 1]);
    expect(chunk([])).toEqual([]);
  });
});
