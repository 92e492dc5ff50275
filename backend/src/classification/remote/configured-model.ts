import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';
import type { ExampleSource } from '../examples.js';
import { PROMPT_VERSION } from '../prompt/prompt-v2.js';
import { NO_LEDGER, type UsageLedger } from '../usage/usage-ledger.js';
import type { TextReader } from '../text-analysis/text-reader.js';
import { GuardedModel } from './guarded-model.js';
import { RemoteClassifier, type RemoteSettings } from './remote-classifier.js';
import type { RemoteModel } from './remote-model.js';
import { remoteRateLimit } from './remote-rate-limit.js';

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

/**
 * The remote model that the settings ask for; null where they don't say enough to reach one. Its client is loaded only
 * then: each takes a fifth of a second.
 */
async function configuredModel(settings: ModelSettings): Promise<RemoteModel | null> {
  if (settings.TRIAGE_PROVIDER === 'openai') {
    // A server of one's own needs no key; OpenAI does.
    const reachable = settings.OPENAI_API_KEY !== undefined || settings.OPENAI_BASE_URL !== undefined;
    if (!settings.OPENAI_MODEL || !reachable) return null;
    const { OpenAiModel } = await import('../openai/openai-model.js');
    return new OpenAiModel(settings.OPENAI_MODEL, settings);
  }
  if (!settings.GEMINI_API_KEY) return null;
  const { GeminiModel } = await import('../gemini/gemini-model.js');
  return new GeminiModel(settings.GEMINI_API_KEY, settings);
}

/** The same, with all that guards it and pays for it. */
export async function configuredClassifier(
  settings: ModelSettings & RemoteSettings,
  limiter: RateLimiterAbstract,
  ledger: UsageLedger,
  examples?: ExampleSource,
  reader?: TextReader,
): Promise<RemoteClassifier> {
  const model = await configuredModel(settings);
  return new RemoteClassifier(settings, model && new GuardedModel(model, limiter), ledger, examples, reader);
}

/** For a command of the operator: one provider, whichever the service asks, and how a report names it. */
export async function classifierOf(
  provider: Settings['TRIAGE_PROVIDER'],
  settings: Settings,
): Promise<{ name: string; classifier: RemoteClassifier }> {
  const wanted = { ...settings, TRIAGE_PROVIDER: provider };
  const classifier = await configuredClassifier(wanted, remoteRateLimit(wanted), NO_LEDGER);
  return { name: `${provider} (${classifier.modelName}, prompt ${PROMPT_VERSION})`, classifier };
}
