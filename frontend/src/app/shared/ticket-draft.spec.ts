import { Suggestion } from '../core/api-types';
import {
  EMPTY_DRAFT,
  missingFields,
  toNewTicket,
  toSubmission,
  applySuggestion,
  tooLongFields,
} from './ticket-draft';

const suggestion: Suggestion = {
  suggested_category: 'technical',
  suggested_priority: 'high',
  suggested_topic: null,
  confidence: 0.9,
  rationale: 'Network access is down.',
  rationale_code: null,
  rationale_params: null,
  source: 'local',
  model: 'local-1',
  degraded_reason: null,
  abstained: false,
  evidence: [],
};
const draft = { ...EMPTY_DRAFT, title: ' VPN down ', description: 'I cannot reach it.' };

describe('applying a suggestion to a draft', () => {
  it('fills only empty fields', () => {
    const taken = applySuggestion({ ...draft, priority: 'low' }, suggestion);
    expect(taken.category).toBe('technical');
    expect(taken.priority).toBe('low');
  });

  it('retains applied values when a later suggestion differs', () => {
    const taken = applySuggestion(draft, suggestion);
    const later = { ...suggestion, suggested_category: 'billing', suggested_priority: 'low' } as const;
    expect(applySuggestion(taken, later)).toEqual(taken);
  });

  it('leaves triage to the server if no values were chosen', () => {
    expect(toNewTicket(draft)).toEqual({ title: 'VPN down', description: 'I cannot reach it.' });
  });

  it('submits the entered values', () => {
    const filled = {
      ...draft,
      category: 'billing',
      teamId: 2,
      requesterEmail: 'a@b.org ',
      tags: 'vpn, ,vpn,remote',
    } as const;
    expect(toNewTicket(filled)).toEqual({
      title: 'VPN down',
      description: 'I cannot reach it.',
      category: 'billing',
      team_id: 2,
      requester: { email: 'a@b.org' },
      tags: ['vpn', 'remote'],
    });
  });

  it('reports missing fields', () => {
    expect(Object.keys(missingFields({ ...EMPTY_DRAFT, title: '  ' }))).toEqual(['title', 'description']);
    expect(missingFields(draft)).toEqual({});
    const invisible = { ...EMPTY_DRAFT, title: '\u200b', description: '\u2800 \u202e' };
    expect(Object.keys(missingFields(invisible))).toEqual(['title', 'description']);
  });

  it('reports texts that are too long without truncating them', () => {
    const long = {
      title: 'x'.repeat(260),
      description: 'x'.repeat(27_022),
      requesterName: 'x'.repeat(201),
      requesterEmail: `${'x'.repeat(250)}@b.org`,
      tags: `vpn, ${'x'.repeat(51)}`,
    };
    const names = ['title', 'description', 'tags', 'requester.name', 'requester.email'];
    expect(Object.keys(tooLongFields({ ...EMPTY_DRAFT, ...long }))).toEqual(names);
    expect(toNewTicket({ ...EMPTY_DRAFT, ...long }).description).toHaveLength(27_022);
    const fitting = { title: ` ${'x'.repeat(200)} `, description: '😀'.repeat(20_000) };
    expect(tooLongFields(fitting)).toEqual({});
  });
});

describe('submitting a draft', () => {
  it('reuses the idempotency key on retry', () => {
    const first = toSubmission(toNewTicket(draft), null);
    expect(toSubmission(toNewTicket(draft), first).key).toBe(first.key);
  });

  it('creates a new key for changed text', () => {
    const first = toSubmission(toNewTicket(draft), null);
    expect(toSubmission(toNewTicket({ ...draft, title: 'Other' }), first).key).not.toBe(first.key);
  });
});
