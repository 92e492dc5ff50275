import { Message, TicketHistoryEntry } from '../../core/api-types';
import { formatActor, formatHistory } from './history-labels';
import { toTimelineBlocks, mergeTimeline, TimelineItem } from './timeline';

const entry = (changes: TicketHistoryEntry['changes'], at = '2026-11-24T10:00:00Z'): TicketHistoryEntry => ({
  at,
  actor: { type: 'user', id: 1, name: 'Ada' },
  changes,
  reason: null,
});
const words = (changes: TicketHistoryEntry['changes']) =>
  formatHistory(
    entry(changes),
    (id) => (id === 1 ? 'Ada' : `agent ${id}`),
    (id) => `Team ${id}`,
  );

describe('formatActor', () => {
  it.each([
    ['user', 'Triage (local)', 'Triage (local)'],
    ['triage', 'Triage (local)', 'Triage · Bundled model'],
    ['triage', 'Triage (gemini)', 'Triage · Gemini'],
    ['triage', 'Triage (taken back)', 'Triage · reverted'],
    ['triage', 'Triage (former)', 'Triage'],
    ['triage', 'Triage', 'Triage'],
    ['system', '', 'The system'],
  ] as const)('%s %s', (type, name, expected) => {
    expect(formatActor({ type, id: null, name })).toBe(expected);
  });
});

describe('formatHistory', () => {
  it('uses display names of values', () => {
    expect(words({ status: ['open', 'in_progress'], priority: ['low', 'critical'] })).toEqual([
      { kind: 'changed', field: 'status', from: 'Open', to: 'In progress' },
      { kind: 'changed', field: 'priority', from: 'Low', to: 'Critical' },
    ]);
  });
  it('formats the creation', () => {
    expect(words({ status: [null, 'open'], category: [null, 'general'] })).toEqual([
      { kind: 'did', text: 'created this ticket' },
    ]);
  });
  it('formats the assignment and its removal', () => {
    expect(words({ assignee_id: [null, 1] })).toEqual([{ kind: 'assigned', to: 'Ada' }]);
    expect(words({ assignee_id: [7, null] })).toEqual([{ kind: 'unassigned', from: 'agent 7' }]);
  });
  it('omits long texts', () => {
    expect(words({ description: ['long', 'longer'] })).toEqual([
      { kind: 'did', text: 'edited the description' },
    ]);
  });
  it('formats unknown fields', () => {
    expect(words({ sla_tier: [null, 'tomorrow'] })).toEqual([
      { kind: 'changed', field: 'sla tier', from: 'empty', to: 'tomorrow' },
    ]);
  });
});

describe('mergeTimeline', () => {
  it('sorts messages and changes, and lists each message once', () => {
    const message = {
      id: 5,
      body: 'On it.',
      attachments: [] as Message['attachments'],
      visibility: 'public',
      author: { id: 1, name: 'Ada' },
      created_at: '2026-11-24T10:01:00Z',
      undo_until: null,
      held: false,
      channel: 'web',
      mail_from: null,
      recipients: [] as Message['recipients'],
      changes: null,
    } as const;
    const items = mergeTimeline(
      [message],
      [
        entry({ status: ['open', 'resolved'] }, '2026-11-24T10:02:00Z'),
        entry({ message: [null, 'public'] }, '2026-11-24T10:01:00Z'),
        entry({ status: [null, 'open'] }, '2026-11-24T10:00:00Z'),
      ],
    );
    expect(items.map((each) => each.kind)).toEqual(['change', 'message', 'change']);
    expect(items[0]?.at).toBe('2026-11-24T10:00:00Z');
  });
});

describe('toTimelineBlocks', () => {
  const change = (at: string): TimelineItem => ({ kind: 'change', at, key: at, entry: entry({}, at) });
  const kinds = (...items: TimelineItem[]) =>
    toTimelineBlocks(items).map((each) => (each.kind === 'changes' ? `${each.folded.length}+1` : each.kind));

  it('starts each day with its name', () => {
    expect(kinds(change('2026-11-23T10:00:00'), change('2026-11-24T10:00:00'))).toEqual([
      'day',
      '0+1',
      'day',
      '0+1',
    ]);
  });
  it('folds long runs of changes except for the last, and keeps short ones', () => {
    const run = [1, 2, 3, 4, 5].map((minute) => change(`2026-11-24T10:0${minute}:00`));
    expect(kinds(...run)).toEqual(['day', '4+1']);
    expect(kinds(...run.slice(0, 3))).toEqual(['day', '0+1', '0+1', '0+1']);
  });
});
