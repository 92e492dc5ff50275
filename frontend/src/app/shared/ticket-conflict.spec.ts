import { aTicket } from '../testing';
import { conflictBetween, mineInWords, settle, theirsInWords } from './ticket-conflict';

const ada = { id: 1, name: 'Ada' };
const seen = aTicket({ version: 2, title: 'VPN down', description: 'I cannot access the VPN.' });
const nameOf = (id: number) => `agent ${id}`;

describe('two people who change one ticket', () => {
  it('have to be told apart only where both changed the same field', () => {
    const now = aTicket({ ...seen, version: 3, title: 'VPN is down', tags: ['vpn'] });
    const conflict = conflictBetween({ title: 'VPN away', description: 'No VPN.' }, seen, now)!;
    expect(conflict.fields).toEqual(['title']);
    expect(conflict.others).toEqual(['tags']);
    expect(theirsInWords(conflict, 'title')).toBe('VPN is down');
    expect(mineInWords(conflict, 'title', nameOf)).toBe('VPN away');
  });

  it('are both told when nothing collides, so that one click applies the second', () => {
    const now = aTicket({ ...seen, version: 3, status: 'in_progress' });
    const conflict = conflictBetween({ title: 'VPN away' }, seen, now)!;
    expect(conflict.fields).toEqual([]);
    expect(conflict.others).toEqual(['status']);
    expect(settle(conflict, {})).toEqual({ title: 'VPN away' });
  });

  it('agree when both did the same', () => {
    const now = aTicket({ ...seen, version: 3, status: 'resolved' });
    expect(conflictBetween({ status: 'resolved' }, seen, now)).toBeNull();
    expect(conflictBetween({ assignee_id: 1 }, seen, aTicket({ ...seen, assignee: ada }))).toBeNull();
  });

  it('are not bothered with what the machine did, or with a change that shows nowhere', () => {
    const triaged = aTicket({ ...seen, version: 3, priority: 'critical', category: 'billing' });
    expect(conflictBetween({ priority: 'low' }, seen, triaged)).toBeNull();
    expect(conflictBetween({ title: 'VPN away' }, seen, triaged)).toBeNull();
    expect(conflictBetween({ title: 'VPN away' }, seen, aTicket({ ...seen, version: 9 }))).toBeNull();
  });

  it('send what was chosen, field by field', () => {
    const now = aTicket({ ...seen, version: 3, title: 'Theirs', description: 'Theirs too' });
    const wanted = { title: 'Mine', description: 'Mine too', tags: ['vpn'] };
    const conflict = conflictBetween(wanted, seen, now)!;
    expect(conflict.fields).toEqual(['title', 'description']);
    expect(settle(conflict, { title: 'mine', description: 'theirs' })).toEqual({
      title: 'Mine',
      tags: ['vpn'],
    });
    expect(settle(conflict, { title: 'theirs', description: 'theirs' })).toEqual({ tags: ['vpn'] });
    expect(settle(conflict, { title: 'mine', description: 'mine' })).toEqual(wanted);
  });

  it('read names and not numbers', () => {
    const now = aTicket({ ...seen, version: 3, assignee: ada, status: 'resolved', tags: ['vpn', 'remote'] });
    const conflict = conflictBetween({ assignee_id: 2, status: 'in_progress', tags: [] }, seen, now)!;
    expect(conflict.fields.map((field) => theirsInWords(conflict, field))).toEqual([
      'Resolved',
      'Ada',
      'vpn, remote',
    ]);
    expect(conflict.fields.map((field) => mineInWords(conflict, field, nameOf))).toEqual([
      'In progress',
      'agent 2',
      'No tags',
    ]);
  });
});
