import { ApiProblem } from '../../core/api-problem';
import { createTicket } from '../../testing';
import { currentDecision, TriageQueue } from './triage-queue';

describe('the queue of suggestions', () => {
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

  it('shows one after another, and none twice', () => {
    queue.add([createTicket({ id: 2 }), createTicket({ id: 5 })]);
    const seen: (number | undefined)[] = [];
    while (queue.current()) {
      seen.push(shown());
      decide();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(queue.averageSeconds()).toBe(2);
  });
  it('shows a new one at once where nothing else waits', () => {
    for (let i = 0; i < 4; i++) decide();
    expect(shown()).toBeUndefined();
    queue.add([createTicket({ id: 9 })]);
    expect(shown()).toBe(9);
  });
  it('brings what failed behind the one in sight, and never in its place', () => {
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
  it('goes back step by step, and on from a decision to what still waits', () => {
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
  it('offers what was skipped again, when asked', () => {
    queue.skip();
    for (let i = 0; i < 3; i++) decide();
    expect(shown()).toBeUndefined();
    queue.restoreSkipped();
    expect(shown()).toBe(1);
  });
  it('waits for a decision again where the last one was undone, and goes on where its values alone were', () => {
    decide();
    queue.reopen(createTicket({ id: 1, version: 4 }));
    expect([shown(), queue.find(1)?.state]).toEqual([1, 'waiting']);
    decide();
    queue.reopen(
      createTicket({ id: 1, version: 6, triage: { ...createTicket().triage, state: 'overridden' } }),
    );
    expect([shown(), queue.find(1)?.state]).toEqual([1, 'changed']);
  });
  it('leaves out what somebody else settled, once the agent has seen that', () => {
    queue.update(1, { state: 'gone' });
    queue.skip();
    queue.back();
    expect(shown()).toBe(2);
    expect(queue.find(1)).toBeUndefined();
  });
  it('shows the suggestion as what stands, also where the requester’s program had said otherwise', () => {
    queue.update(1, { ticket: createTicket({ id: 1, category: 'billing' }) });
    expect(currentDecision(queue.find(1)!).category).toBe('technical');
  });
  it('shows a suggestion that is not applied as what is accepted', () => {
    const held = createTicket({ id: 1, category: 'general', priority: 'medium' });
    queue.update(1, { ticket: { ...held, triage: { ...held.triage, held: true } } });
    expect(currentDecision(queue.find(1)!)).toEqual({ category: 'technical', priority: 'high' });
  });
  it('shows nothing as chosen where triage can’t tell, until the agent has picked it', () => {
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
