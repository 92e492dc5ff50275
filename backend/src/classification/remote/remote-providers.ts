import type { RemoteSource } from '../../vocabulary/index.js';
import { gemini } from '../gemini/gemini.provider.js';
import { openai } from '../openai/openai.provider.js';
import type { RemoteProvider } from './remote-provider.js';

/** The values of TRIAGE_PROVIDER. */
export const REMOTE_PROVIDERS = {
  gemini,
  openai,
} satisfies Record<RemoteSource, RemoteProvider<object>>;

/** The settings of all providers. */
export type ProviderSettings = Intersection<
  InstanceType<(typeof REMOTE_PROVIDERS)[RemoteSource]['settings']>
>;

type Intersection<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

export function providerOf({ TRIAGE_PROVIDER }: { TRIAGE_PROVIDER: RemoteSource }): RemoteProvider<object> {
  return REMOTE_PROVIDERS[TRIAGE_PROVIDER];
}
