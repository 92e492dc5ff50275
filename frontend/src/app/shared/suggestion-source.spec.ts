import { formatModelName, formatSuggestionSource } from './suggestion-source';
import { formatDateTime } from './time-format';

describe('formatModelName', () => {
  it('shows a version trained on the team’s decisions by the time of its training', () => {
    expect(formatModelName('local-2026-11 + team of 2026-11-28 16:35:17')).toBe(
      `Team model · ${formatDateTime('2026-11-28T16:35:17Z')}`,
    );
  });

  it.each(['local-2026-11', 'gemini-flash-latest', 'llama + team of experts'])('keeps %s', (name) => {
    expect(formatModelName(name)).toBe(name);
  });
});

describe('formatSuggestionSource', () => {
  it('names the source with its model', () => {
    expect(formatSuggestionSource({ source: 'gemini', model: 'gemini-flash-latest' })).toBe(
      'Gemini (gemini-flash-latest)',
    );
  });

  it('names the default without a model', () => {
    expect(formatSuggestionSource({ source: 'default', model: 'default' })).toBe('Default');
    expect(formatSuggestionSource({ source: null, model: null })).toBe('Default');
  });
});
