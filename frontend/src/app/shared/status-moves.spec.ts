import { allowedMoves, mayMove, moveName } from './status-moves';

describe('moves of a ticket', () => {
  it('are the ones that its life allows', () => {
    expect(allowedMoves('open')).toEqual(['in_progress', 'resolved']);
    expect(allowedMoves('in_progress')).toEqual(['resolved', 'open']);
    expect(allowedMoves('resolved')).toEqual(['closed', 'open']);
    expect(allowedMoves('closed')).toEqual(['open']);
  });

  it('do not skip being resolved on the way to closed', () => {
    expect(mayMove('open', 'closed')).toBe(false);
    expect(mayMove('in_progress', 'closed')).toBe(false);
    expect(mayMove('closed', 'in_progress')).toBe(false);
  });

  it('say that a finished ticket is reopened', () => {
    expect(moveName('closed', 'open')).toBe('Reopen');
    expect(moveName('in_progress', 'open')).toBe('Move to Open');
  });
});
