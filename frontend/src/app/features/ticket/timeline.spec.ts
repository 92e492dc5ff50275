import { HistoryEntry } from '../../core/api-types';
import { historyInWords } from './history-words';
import { timeline } from './timeline';

const entry = (changes: HistoryEntry['changes'], at = '2026-11-24T10:00:00Z'): HistoryEntry => ({
  at,
  actor: { type: 'user', id: 1, name: 'Ada' },
  changes,
});
const words = (changes: HistoryEntry['changes']) =>
  historyInWords(entry(changes), (id) => (id === 1 ? 'Ada' : `agent ${id}`));

describe('the history in words', () => {
  it('names values as people do', () => {
    expect(words({ status: ['open', 'in_progress'], priority: ['low', 'critical'] })).toEqual([
      { text: 'changed status', from: 'Open', to: 'In progress' },
      { text: 'changed priority', from: 'Low', to: 'Critical' },
    ]);
  });
  it('tells the beginning as the beginning', () => {
    expect(words({ status: [null, 'open'], category: [null, 'general'] })).toEqual([
      { text: 'filed the ticket' },
    ]);
  });
  it('says who it was given to and taken from', () => {
    expect(words({ assignee_id: [null, 1] })).toEqual([{ text: 'assigned it to', to: 'Ada' }]);
    expect(words({ assignee_id: [7, null] })).toEqual([{ text: 'unassigned', from: 'agent 7' }]);
  });
  it('does not repeat whole texts', () => {
    expect(words({ description: ['long', 'longer'] })).toEqual([{ text: 'edited the description' }]);
  });
  it('still says something of a field that it does not know', () => {
    expect(words({ due_at: [null, 'tomorrow'] })).toEqual([
      { text: 'changed due at', from: 'nothing', to: 'tomorrow' },
    ]);
  });
});

describe('the timeline', () => {
  it('puts what was said and what was done in order, and a message once', () => {
    const message = {
      id: 5,
      body: 'On it.',
      visibility: 'public',
      author: { id: 1, name: 'Ada' },
      created_at: '2026-11-24T10:01:00Z',
    } as const;
    const items = timeline(
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
