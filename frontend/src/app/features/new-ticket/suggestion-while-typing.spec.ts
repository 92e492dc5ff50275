import { TestBed } from '@angular/core/testing';
import { Observable, of, throwError } from 'rxjs';
import { Problem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { PAUSE_MS, SuggestionWhileTyping } from './suggestion-while-typing';

const answer = (category: string) => of({ suggested_category: category });

describe('the suggestion while typing', () => {
  let classify: ReturnType<typeof vi.fn>;
  let triage: SuggestionWhileTyping;
  const type = (description: string, title = '') => triage.typed({ title, description });

  beforeEach(() => {
    vi.useFakeTimers();
    classify = vi.fn(() => answer('technical'));
    TestBed.configureTestingModule({
      providers: [SuggestionWhileTyping, { provide: TicketsApi, useValue: { classify } }],
    });
    triage = TestBed.inject(SuggestionWhileTyping);
  });
  afterEach(() => vi.useRealTimers());

  it('asks once, when the typing pauses', () => {
    type('The VPN is down s');
    vi.advanceTimersByTime(PAUSE_MS - 1);
    type('The VPN is down since noon');
    vi.advanceTimersByTime(PAUSE_MS - 1);
    expect(classify).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(classify).toHaveBeenCalledExactlyOnceWith({ description: 'The VPN is down since noon' });
    expect(triage.suggestion()?.suggested_category).toBe('technical');
  });

  it('does not ask about too little', () => {
    type('The VPN');
    vi.advanceTimersByTime(PAUSE_MS);
    expect(classify).not.toHaveBeenCalled();
  });

  it('cancels the question about an older text', () => {
    let cancelled = false;
    classify.mockReturnValueOnce(new Observable(() => () => (cancelled = true)));
    type('The invoice is wrong');
    vi.advanceTimersByTime(PAUSE_MS);
    expect(triage.thinking()).toBe(true);
    type('The invoice is wrong, and the VPN is down');
    vi.advanceTimersByTime(PAUSE_MS);
    expect(cancelled).toBe(true);
    expect(triage.thinking()).toBe(false);
  });

  it('takes the suggestion away with the text that it was about', () => {
    type('The VPN is down since noon');
    vi.advanceTimersByTime(PAUSE_MS);
    type('');
    vi.advanceTimersByTime(PAUSE_MS);
    expect(triage.suggestion()).toBeNull();
  });

  it('goes on after a failure', () => {
    classify.mockReturnValueOnce(throwError(() => new Problem(503, 'Away', 'Come back later.')));
    type('The VPN is down since noon');
    vi.advanceTimersByTime(PAUSE_MS);
    expect(triage.problem()?.status).toBe(503);
    expect(triage.thinking()).toBe(false);
    type('The VPN is down since this noon');
    vi.advanceTimersByTime(PAUSE_MS);
    expect(triage.problem()).toBeNull();
    expect(triage.suggestion()).not.toBeNull();
  });
});
