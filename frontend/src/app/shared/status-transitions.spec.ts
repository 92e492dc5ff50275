import { allowedTransitions, canTransition, transitionLabel } from './status-transitions';

describe('status transitions', () => {
  it('follow the ticket lifecycle', () => {
    expect(allowedTransitions('open')).toEqual(['in_progress', 'waiting', 'resolved']);
    expect(allowedTransitions('in_progress')).toEqual(['resolved', 'waiting', 'open']);
    expect(allowedTransitions('resolved')).toEqual(['closed', 'open']);
    expect(allowedTransitions('closed')).toEqual(['open']);
  });

  it('require a ticket to be resolved before it is closed', () => {
    expect(canTransition('open', 'closed')).toBe(false);
    expect(canTransition('in_progress', 'closed')).toBe(false);
    expect(canTransition('closed', 'in_progress')).toBe(false);
  });

  it('label the transition of a finished ticket "Reopen"', () => {
    expect(transitionLabel('closed', 'open')).toBe('Reopen');
    expect(transitionLabel('in_progress', 'open')).toBe('Move to Open');
  });
});
