import { Problem } from '../../core/problem';
import { aTicket } from '../../testing';
import { standingChoice, TriageQueue } from './triage-queue';

describe('the queue of suggestions', () => {
  let queue: TriageQueue;
  const shown = () => queue.shown()?.ticket.id;
  const decide = () => {
    queue.update(shown()!, { state: 'decided', seconds: 2 });
    queue.showNext();
  };
  beforeEach(() => {
    queue = new TriageQueue();
    queue.add([1, 2, 3, 4].map((id) => aTicket({ id })));
  });

  it('shows one after another, and none twice', () => {
    queue.add([aTicket({ id: 2 }), aTicket({ id: 5 })]);
    const seen: (number | undefined)[] = [];
    while (queue.shown()) {
      seen.push(shown());
      decide();
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(queue.averageSeconds()).toBe(2);
  });
  it('shows a new one at once where nothing else waits', () => {
    for (let i = 0; i < 4; i++) decide();
    expect(shown()).toBeUndefined();
    queue.add([aTicket({ id: 9 })]);
    expect(shown()).toBe(9);
  });
  it('brings what failed behind the one in sight, and never in its place', () => {
    decide();
    decide();
    queue.update(1, { state: 'waiting', problem: new Problem(0, 'No connection', '') });
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
    queue.unskip();
    expect(shown()).toBe(1);
  });
  it('waits for a decision again where the last one was undone, and goes on where its values alone were', () => {
    decide();
    queue.reopen(aTicket({ id: 1, version: 4 }));
    expect([shown(), queue.find(1)?.state]).toEqual([1, 'waiting']);
    decide();
    queue.reopen(aTicket({ id: 1, version: 6, triage: { ...aTicket().triage, state: 'overridden' } }));
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
    queue.update(1, { ticket: aTicket({ id: 1, category: 'billing' }) });
    expect(standingChoice(queue.find(1)!).category).toBe('technical');
  });
  it('shows a suggestion that is not applied as what is accepted', () => {
    const held = aTicket({ id: 1, category: 'general', priority: 'medium' });
    queue.update(1, { ticket: { ...held, triage: { ...held.triage, held: true } } });
    expect(standingChoice(queue.find(1)!)).toEqual({ category: 'technical', priority: 'high' });
  });
  it('shows nothing as chosen where triage can’t tell, until the agent has picked it', () => {
    const ticket = aTicket({ id: 1, category: 'general', priority: 'medium' });
    const { triage } = ticket;
    queue.update(1, {
      ticket: {
        ...ticket,
        triage: { ...triage, abstained: true, suggested_category: 'general', suggested_priority: 'medium' },
      },
    });
    expect(standingChoice(queue.find(1)!)).toEqual({});
    queue.update(1, { picked: { priority: 'high' } });
    expect(standingChoice(queue.find(1)!)).toEqual({ priority: 'high' });
  });
});
