import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { AgentsStore } from '../core/agents-store';
import { MessageChanges } from '../core/api-types';
import { Session } from '../core/session';
import { TeamsStore } from '../core/teams-store';
import { TopicsStore } from '../core/topics-store';
import { createTicket } from '../testing';
import { mergeMessageChanges, MessageChangeLabels, withoutMessageChange } from './message-changes';

const all: MessageChanges = {
  status: 'waiting',
  priority: 'low',
  topic_id: 7,
  assignee: 'me',
  add_tags: ['vpn', 'office'],
};

describe('MessageChangeLabels', () => {
  let labels: MessageChangeLabels;
  beforeEach(() => {
    const agents = { active: signal([{ id: 2, name: 'Ben' }]), nameOf: () => 'Ben' };
    const topics = { active: signal([{ id: 7, name: 'VPN' }]), nameOf: () => 'VPN' };
    TestBed.configureTestingModule({
      providers: [
        { provide: AgentsStore, useValue: agents },
        { provide: TopicsStore, useValue: topics },
        { provide: TeamsStore, useValue: { isAssignable: (id: number) => id !== 9 } },
        { provide: Session, useValue: { me: () => ({ id: 1 }) } },
      ],
    });
    labels = TestBed.inject(MessageChangeLabels);
  });

  it('names every change', () => {
    const names = (changes: MessageChanges) => labels.list(changes).map(({ label }) => label);
    expect(names(all)).toEqual([
      ...['Status: Waiting', 'Priority: Low', 'Topic: VPN', 'Assign to me', 'Add tag vpn', 'Add tag office'],
    ]);
    expect(names({ category: 'billing', assignee: '2' })).toEqual(['Category: Billing', 'Assign to Ben']);
    expect(names({ assignee: 'none' })).toEqual(['Unassign']);
  });
  it('leaves out what is impossible or already so', () => {
    expect(labels.effective(all, createTicket())).toEqual(all);
    const done = createTicket({
      ...{ status: 'closed', priority: 'low', topic: { id: 7, name: 'VPN' }, tags: ['vpn'] },
      assignee: { id: 1, name: 'Ada' },
    });
    expect(labels.effective(all, done)).toEqual({ add_tags: ['office'] });
    const unknown = { topic_id: 8, assignee: '3', category: 'billing' } as const;
    expect(labels.effective(unknown, createTicket())).toEqual({ category: 'billing' });
    expect(labels.effective({ assignee: 'none' }, createTicket())).toEqual({});
    expect(labels.effective({ assignee: 'none' }, done)).toEqual({ assignee: 'none' });
  });
});

describe('changes of several canned replies', () => {
  it('are merged', () => {
    expect(mergeMessageChanges(all, { status: 'resolved', category: 'billing', add_tags: ['paid'] })).toEqual(
      {
        ...{ status: 'resolved', priority: 'low', assignee: 'me', category: 'billing' },
        add_tags: ['vpn', 'office', 'paid'],
      },
    );
  });
  it('are removed one by one', () => {
    expect(withoutMessageChange(all, { field: 'add_tags', tag: 'vpn' }).add_tags).toEqual(['office']);
    expect(
      withoutMessageChange({ status: 'open', add_tags: ['vpn'] }, { field: 'add_tags', tag: 'vpn' }),
    ).toEqual({ status: 'open' });
    expect(withoutMessageChange(all, { field: 'status' })).toEqual({ ...all, status: undefined });
  });
});
