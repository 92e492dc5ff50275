import { createTicket } from '../testing';
import { detectConflict, formatMine, resolveConflict, formatTheirs } from './ticket-conflict';

const ada = { id: 1, name: 'Ada' };
const seen = createTicket({ version: 2, title: 'VPN down', description: 'I cannot access the VPN.' });
const nameOf = (id: number) => `agent ${id}`;

describe('ticket conflicts', () => {
  it('list the fields that both users changed', () => {
    const now = createTicket({ ...seen, version: 3, title: 'VPN is down', tags: ['vpn'] });
    const conflict = detectConflict({ title: 'VPN away', description: 'No VPN.' }, seen, now)!;
    expect(conflict.fields).toEqual(['title']);
    expect(conflict.otherFields).toEqual(['tags']);
    expect(formatTheirs(conflict, 'title')).toBe('VPN is down');
    expect(formatMine(conflict, 'title', nameOf)).toBe('VPN away');
  });

  it('are reported for different fields, so that one click applies the change', () => {
    const now = createTicket({ ...seen, version: 3, status: 'in_progress' });
    const conflict = detectConflict({ title: 'VPN away' }, seen, now)!;
    expect(conflict.fields).toEqual([]);
    expect(conflict.otherFields).toEqual(['status']);
    expect(resolveConflict(conflict, {})).toEqual({ title: 'VPN away' });
  });

  it('do not exist if both made the same change', () => {
    const now = createTicket({ ...seen, version: 3, status: 'resolved' });
    expect(detectConflict({ status: 'resolved' }, seen, now)).toBeNull();
    expect(detectConflict({ assignee_id: 1 }, seen, createTicket({ ...seen, assignee: ada }))).toBeNull();
  });

  it('ignore changes of triage and changes of no visible field', () => {
    const triaged = createTicket({ ...seen, version: 3, priority: 'critical', category: 'billing' });
    expect(detectConflict({ priority: 'low' }, seen, triaged)).toBeNull();
    expect(detectConflict({ title: 'VPN away' }, seen, triaged)).toBeNull();
    expect(detectConflict({ title: 'VPN away' }, seen, createTicket({ ...seen, version: 9 }))).toBeNull();
  });

  it('resolve to the selected side of each field', () => {
    const now = createTicket({ ...seen, version: 3, title: 'Theirs', description: 'Theirs too' });
    const wanted = { title: 'Mine', description: 'Mine too', tags: ['vpn'] };
    const conflict = detectConflict(wanted, seen, now)!;
    expect(conflict.fields).toEqual(['title', 'description']);
    expect(resolveConflict(conflict, { title: 'mine', description: 'theirs' })).toEqual({
      title: 'Mine',
      tags: ['vpn'],
    });
    expect(resolveConflict(conflict, { title: 'theirs', description: 'theirs' })).toEqual({ tags: ['vpn'] });
    expect(resolveConflict(conflict, { title: 'mine', description: 'mine' })).toEqual(wanted);
  });

  it('format names instead of ids', () => {
    const now = createTicket({
      ...seen,
      version: 3,
      assignee: ada,
      status: 'resolved',
      tags: ['vpn', 'remote'],
    });
    const conflict = detectConflict({ assignee_id: 2, status: 'in_progress', tags: [] }, seen, now)!;
    expect(conflict.fields.map((field) => formatTheirs(conflict, field))).toEqual([
      'Resolved',
      'Ada',
      'vpn, remote',
    ]);
    expect(conflict.fields.map((field) => formatMine(conflict, field, nameOf))).toEqual([
      'In progress',
      'agent 2',
      'No tags',
    ]);
  });
});
