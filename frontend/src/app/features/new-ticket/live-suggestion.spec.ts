import { TestBed } from '@angular/core/testing';
import { Observable, of, throwError } from 'rxjs';
import { ApiProblem } from '../../core/api-problem';
import { TicketsApi } from '../../core/tickets-api';
import { DEBOUNCE_MS, LiveSuggestion } from './live-suggestion';

const answer = (category: string) => of({ suggested_category: category });

describe('LiveSuggestion', () => {
  let classify: ReturnType<typeof vi.fn>;
  let triage: LiveSuggestion;
  const type = (description: string, title = '') => triage.setText({ title, description });

  beforeEach(() => {
    vi.useFakeTimers();
    classify = vi.fn(() => answer('technical'));
    TestBed.configureTestingModule({
      providers: [LiveSuggestion, { provide: TicketsApi, useValue: { classify } }],
    });
    triage = TestBed.inject(LiveSuggestion);
  });
  afterEach(() => vi.useRealTimers());

  it('sends one request when typing pauses', () => {
    type('The VPN is down s');
    vi.advanceTimersByTime(DEBOUNCE_MS - 1);
    type('The VPN is down since noon');
    vi.advanceTimersByTime(DEBOUNCE_MS - 1);
    expect(classify).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(classify).toHaveBeenCalledExactlyOnceWith({ description: 'The VPN is down since noon' });
    expect(triage.suggestion()?.suggested_category).toBe('technical');
  });

  it('sends no request for a short text', () => {
    type('The VPN');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    expect(classify).not.toHaveBeenCalled();
  });

  it('cancels the request for an older text', () => {
    let cancelled = false;
    classify.mockReturnValueOnce(new Observable(() => () => (cancelled = true)));
    type('The invoice is wrong');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    expect(triage.loading()).toBe(true);
    type('The invoice is wrong, and the VPN is down');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    expect(cancelled).toBe(true);
    expect(triage.loading()).toBe(false);
  });

  it('clears the suggestion when the text changes', () => {
    type('The VPN is down since noon');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    type('');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    expect(triage.suggestion()).toBeNull();
  });

  it('continues after an error', () => {
    classify.mockReturnValueOnce(throwError(() => new ApiProblem(503, 'Away', 'Come back later.')));
    type('The VPN is down since noon');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    expect(triage.problem()?.status).toBe(503);
    expect(triage.loading()).toBe(false);
    type('The VPN is down since this noon');
    vi.advanceTimersByTime(DEBOUNCE_MS);
    expect(triage.problem()).toBeNull();
    expect(triage.suggestion()).not.toBeNull();
  });
});
