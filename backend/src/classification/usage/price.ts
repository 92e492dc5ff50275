import type { Settings } from '../../config/settings.js';

export type PriceSettings = Pick<
  Settings,
  'TRIAGE_PRICE_INPUT_PER_MILLION' | 'TRIAGE_PRICE_OUTPUT_PER_MILLION'
>;

/** Cost in US dollars; null if no price is configured. */
export function costOf(settings: PriceSettings, inputTokens: number, outputTokens: number): number | null {
  const { TRIAGE_PRICE_INPUT_PER_MILLION: input, TRIAGE_PRICE_OUTPUT_PER_MILLION: output } = settings;
  if (input === undefined || output === undefined) return null;
  return (inputTokens * input + outputTokens * output) / 1_000_000;
}

/** Estimated characters per token of English or German text, for servers that do not report tokens. */
export const CHARACTERS_PER_TOKEN = 4;
