import { describe, expect, it } from 'vitest';
import { InvalidSettings, parseSettings } from './settings.js';

/** The settings that a start is refused for. */
function refused(environment: Record<string, string>): string[] {
  try {
    parseSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof InvalidSettings) return error.faults.map(({ setting }) => setting);
    throw error;
  }
}

describe('the settings of the remote model', () => {
  it('are Gemini’s, without personal data and without a budget, unless said otherwise', () => {
    expect(parseSettings({})).toMatchObject({
      TRIAGE_PROVIDER: 'gemini',
      TRIAGE_REDACT_PERSONAL_DATA: true,
    });
    expect(parseSettings({ TRIAGE_REDACT_PERSONAL_DATA: 'false' }).TRIAGE_REDACT_PERSONAL_DATA).toBe(false);
    expect(refused({ TRIAGE_REDACT_PERSONAL_DATA: 'nope' })).toEqual(['TRIAGE_REDACT_PERSONAL_DATA']);
  });

  it('need a model where the provider is openai, and no key', () => {
    expect(refused({ TRIAGE_PROVIDER: 'openai' })).toEqual(['OPENAI_MODEL']);
    expect(refused({ TRIAGE_PROVIDER: 'openai', OPENAI_MODEL: 'llama' })).toEqual([]);
    expect(refused({ TRIAGE_PROVIDER: 'other' })).toEqual(['TRIAGE_PROVIDER']);
    expect(() => parseSettings({ TRIAGE_PROVIDER: 'openai' })).toThrow('must name the model to ask');
  });

  it('need both prices for a budget, and either price for the other', () => {
    const [input, output] = ['TRIAGE_PRICE_INPUT_PER_MILLION', 'TRIAGE_PRICE_OUTPUT_PER_MILLION'];
    expect(refused({ TRIAGE_DAILY_BUDGET_USD: '2' })).toEqual([input, output]);
    expect(refused({ [input]: '0.3' })).toEqual([output]);
    expect(refused({ TRIAGE_DAILY_BUDGET_USD: '2', [input]: '0', [output]: '2.5' })).toEqual([]);
    expect(refused({ [input]: 'cheap', [output]: '-1' })).toEqual([input, output]);
  });
});
