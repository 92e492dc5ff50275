import type { RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Settings } from '../../config/settings.js';
import type { ExampleSource } from '../examples.js';
import { PROMPT_VERSION } from '../prompt/prompt-v3.js';
import { NULL_LEDGER, type UsageLedger } from '../usage/usage-ledger.js';
import type { TextReader } from '../text-analysis/text-reader.js';
import type { TopicSource } from '../topics/topic-suggestions.js';
import { ResilientModel } from './resilient-model.js';
import { RemoteClassifier, type RemoteSettings } from './remote-classifier.js';
import type { RemoteModel } from './remote-model.js';
import { providerOf, type ProviderSettings } from './remote-providers.js';
import { remoteRateLimit } from './remote-rate-limit.js';

export type ModelSettings = ProviderSettings & Pick<Settings, 'TRIAGE_PROVIDER'>;

/** The configured remote model; null if its settings are incomplete. */
async function createRemoteModel(settings: ModelSettings): Promise<RemoteModel | null> {
  const provider = providerOf(settings);
  return provider.isConfigured(settings) ? provider.load(settings) : null;
}

/** Creates the configured remote model with its resilience, rate limit and usage ledger. */
export async function createRemoteClassifier(
  settings: ModelSettings & RemoteSettings,
  limiter: RateLimiterAbstract,
  ledger: UsageLedger,
  examples?: ExampleSource,
  reader?: TextReader,
  topics?: TopicSource,
): Promise<RemoteClassifier> {
  const model = await createRemoteModel(settings);
  return new RemoteClassifier(
    settings,
    model && new ResilientModel(model, limiter),
    ledger,
    examples,
    reader,
    topics,
  );
}

/** For operator commands: a given provider instead of the configured one, and its name in reports. */
export async function createProviderClassifier(
  provider: Settings['TRIAGE_PROVIDER'],
  settings: Settings,
): Promise<{ name: string; classifier: RemoteClassifier }> {
  const providerSettings = { ...settings, TRIAGE_PROVIDER: provider };
  const classifier = await createRemoteClassifier(
    providerSettings,
    remoteRateLimit(providerSettings),
    NULL_LEDGER,
  );
  return { name: `${provider} (${classifier.modelName}, prompt ${PROMPT_VERSION})`, classifier };
}
