import { TicketChanges } from '../core/api-types';
import { matchCommands } from './commands';
import { createTicket } from '../testing';
import { ticketCommands } from './ticket-commands';

describe('ticketCommands', () => {
  const agents = [
    { id: 1, name: 'Ada', active: true, open: 0, in_progress: 0, waiting: 0 },
    { id: 2, name: 'Ben', active: true, open: 0, in_progress: 0, waiting: 0 },
  ];
  const made: TicketChanges[] = [];
  const commands = ticketCommands(
    createTicket({ id: 7, assignee: { id: 1, name: 'Ada' }, tags: ['vpn', 'urgent'] }),
    agents,
    (changes) => made.push(changes),
  );
  const named = (label: string) => commands.find((shortcut) => shortcut.label === label);

  it('lists allowed transitions and other agents, priorities and categories', () => {
    expect(named('Set status of #7: Resolved')).toBeDefined();
    expect(named('Set status of #7: Closed')).toBeUndefined();
    expect(named('Assign #7 to Ada')).toBeUndefined();
    expect(named('Set priority of #7: High')).toBeUndefined();
    named('Set status of #7: In progress')!.run(new KeyboardEvent('keydown'));
    named('Assign #7 to Ben')!.run(new KeyboardEvent('keydown'));
    named('Unassign #7')!.run(new KeyboardEvent('keydown'));
    named('Set category of #7: Billing')!.run(new KeyboardEvent('keydown'));
    named('Remove tag vpn from #7')!.run(new KeyboardEvent('keydown'));
    expect(made).toEqual([
      { status: 'in_progress' },
      { assignee_id: 2 },
      { assignee_id: null },
      { category: 'billing' },
      { tags: ['urgent'] },
    ]);
  });

  it('are listed in the command palette once something is typed, apart from the statuses', () => {
    const names = (query: string) => matchCommands(commands, query).map(({ name }) => name);
    expect(names('').every((name) => name.startsWith('Set status'))).toBe(true);
    expect(names('ben')).toEqual(['Assign #7 to Ben']);
  });
});
