import { allowedTransitions, canTransition, transitionLabel } from './status-transitions';

describe('moves of a ticket', () => {
  it('are the ones that its life allows', () => {
    expect(allowedTransitions('open')).toEqual(['in_progress', 'resolved']);
    expect(allowedTransitions('in_progress')).toEqual(['resolved', 'open']);
    expect(allowedTransitions('resolved')).toEqual(['closed', 'open']);
    expect(allowedTransitions('closed')).toEqual(['open']);
  });

  it('do not skip being resolved on the way to closed', () => {
    expect(canTransition('open', 'closed')).toBe(false);
    expect(canTransition('in_progress', 'closed')).toBe(false);
    expect(canTransition('closed', 'in_progress')).toBe(false);
  });

  it('say that a finished ticket is reopened', () => {
    expect(transitionLabel('closed', 'open')).toBe('Reopen');
    expect(transitionLabel('in_progress', 'open')).toBe('Move to Open');
  });
});
