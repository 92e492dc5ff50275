import { ApiProblem } from '../../core/api-problem';
import { createTicket } from '../../testing';
import { currentDecision, TriageQueue } from './triage-queue';

describe('TriageQueue', () => {
  let queue: TriageQueue;
  const shown = () => queue.current()?.ticket.id;
  const decide = () => {
    queue.update(shown()!, { state: 'decided', seconds: 2 });
    queue.showNext();
  };
  beforeEach(() => {
    queue = new TriageQueue();
    queue.add([1, 2, 3, 4].map((id) => createTicket({ id })));
  });

  it('shows tickets in order, each once', () => {
    queue.add([createTicket({ id: 2 }), createTicket({ id: 5 })]);
    const seen: (number | undefined)[] = [];
    while (queue.current()) {
      seen.push(shown());
      decide();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(queue.averageSeconds()).toBe(2);
  });
  it('shows a new ticket immediately if no other is waiting', () => {
    for (let i = 0; i < 4; i++) decide();
    expect(shown()).toBeUndefined();
    queue.add([createTicket({ id: 9 })]);
    expect(shown()).toBe(9);
  });
  it('inserts failed tickets after the current one', () => {
    decide();
    decide();
    queue.update(1, { state: 'waiting', problem: new ApiProblem(0, 'No connection', '') });
    queue.bringForward(1);
    expect(shown()).toBe(3);
    decide();
    expect(shown()).toBe(1);
    decide();
    expect(shown()).toBe(4);
  });
  it('steps back, and continues from a decided ticket with the next waiting one', () => {
    decide();
    decide();
    queue.back();
    queue.back();
    expect(shown()).toBe(1);
    queue.skip();
    expect(shown()).toBe(2);
    queue.back();
    decide();
    expect(shown()).toBe(3);
  });
  it('restores skipped tickets', () => {
    queue.skip();
    for (let i = 0; i < 3; i++) decide();
    expect(shown()).toBeUndefined();
    queue.restoreSkipped();
    expect(shown()).toBe(1);
  });
  it('waits for a new decision after undoing one, and continues after undoing only values', () => {
    decide();
    queue.reopen(createTicket({ id: 1, version: 4 }));
    expect([shown(), queue.find(1)?.state]).toEqual([1, 'waiting']);
    decide();
    queue.reopen(
      createTicket({ id: 1, version: 6, triage: { ...createTicket().triage, state: 'overridden' } }),
    );
    expect([shown(), queue.find(1)?.state]).toEqual([1, 'changed']);
  });
  it('removes tickets decided by another user once the agent has seen them', () => {
    queue.update(1, { state: 'gone' });
    queue.skip();
    queue.back();
    expect(shown()).toBe(2);
    expect(queue.find(1)).toBeUndefined();
  });
  it('shows the suggestion as selected, even if the API client set other values', () => {
    queue.update(1, { ticket: createTicket({ id: 1, category: 'billing' }) });
    expect(currentDecision(queue.find(1)!).category).toBe('technical');
  });
  it('shows the selection for a suggestion that was not applied', () => {
    const held = createTicket({ id: 1, category: 'general', priority: 'medium' });
    queue.update(1, { ticket: { ...held, triage: { ...held.triage, held: true } } });
    expect(currentDecision(queue.find(1)!)).toEqual({ category: 'technical', priority: 'high' });
  });
  it('shows no selection if triage abstained until the agent has chosen', () => {
    const ticket = createTicket({ id: 1, category: 'general', priority: 'medium' });
    const { triage } = ticket;
    queue.update(1, {
      ticket: {
        ...ticket,
        triage: { ...triage, abstained: true, suggested_category: 'general', suggested_priority: 'medium' },
      },
    });
    expect(currentDecision(queue.find(1)!)).toEqual({});
    queue.update(1, { partialDecision: { priority: 'high' } });
    expect(currentDecision(queue.find(1)!)).toEqual({ priority: 'high' });
  });
});
