import { Ticket } from './core/api-types';

/** Creates a ticket for tests: open, with a suggestion of the local model by default. */
export function createTicket(overrides: Partial<Ticket> = {}): Ticket {
  return {
    id: 1042,
    title: 'VPN down',
    description: 'I cannot access the VPN.',
    status: 'open',
    priority: 'high',
    category: 'technical',
    triage: {
      state: 'suggested',
      source: 'local',
      model: 'local-1',
      suggested_category: 'technical',
      suggested_priority: 'high',
      confidence: 0.9,
      rationale: 'Network access is down.',
      rationale_code: null,
      rationale_params: null,
      evidence: [],
      abstained: false,
      hostile: false,
      held: false,
      self_settled: false,
      decided_by: null,
      degraded_reason: null,
      classified_at: '2026-11-24T05:00:01.120Z',
    },
    requester: { id: 12, name: 'Ada', email: 'ada@example.org' },
    assignee: null,
    tags: [],
    unread: false,
    customer_replied_at: null,
    version: 2,
    created_at: '2026-11-24T05:00:00.000Z',
    updated_at: '2026-11-24T05:00:01.120Z',
    first_response_at: null,
    resolved_at: null,
    ...overrides,
  };
}
