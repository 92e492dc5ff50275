import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';
import type { ExampleSource } from '../examples.js';
import { GeminiModel } from '../gemini/gemini-model.js';
import { OpenAiModel } from '../openai/openai-model.js';
import type { UsageLedger } from '../usage/usage-ledger.js';
import { GuardedModel } from './guarded-model.js';
import { RemoteClassifier, type RemoteSettings } from './remote-classifier.js';
import type { RemoteModel } from './remote-model.js';

export type ModelSettings = Pick<
  Settings,
  | 'TRIAGE_PROVIDER'
  | 'GEMINI_API_KEY'
  | 'GEMINI_MODEL'
  | 'GEMINI_BASE_URL'
  | 'OPENAI_BASE_URL'
  | 'OPENAI_API_KEY'
  | 'OPENAI_MODEL'
>;

/** The remote model that the settings ask for; null where they don't say enough to reach one. */
export function configuredModel(settings: ModelSettings): RemoteModel | null {
  if (settings.TRIAGE_PROVIDER === 'openai') {
    // A server of one's own needs no key; OpenAI does.
    const reachable = settings.OPENAI_API_KEY !== undefined || settings.OPENAI_BASE_URL !== undefined;
    return settings.OPENAI_MODEL && reachable ? new OpenAiModel(settings.OPENAI_MODEL, settings) : null;
  }
  return settings.GEMINI_API_KEY ? new GeminiModel(settings.GEMINI_API_KEY, settings) : null;
}

/** The same, with all that guards it and pays for it. */
export function configuredClassifier(
  settings: ModelSettings & RemoteSettings,
  limiter: RateLimiterAbstract,
  ledger: UsageLedger,
  examples?: ExampleSource,
): RemoteClassifier {
  const model = configuredModel(settings);
  return new RemoteClassifier(settings, model && new GuardedModel(model, limiter), ledger, examples);
}
