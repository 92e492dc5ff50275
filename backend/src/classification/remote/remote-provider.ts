import type { RemoteModel } from './remote-model.js';

/** A provider of remote models. Each has a folder of its own and an entry in remote-providers.ts. */
export interface RemoteProvider<ProviderSettings extends object> {
  /** Decorated for class-validator; read and checked with the service's own settings. */
  settings: new () => ProviderSettings;
  /** The setting that names the model. */
  modelSetting: string;
  /** Whether the settings say enough to reach the model. */
  isConfigured(settings: ProviderSettings): boolean;
  /** Imports the provider's client, which takes a fifth of a second: only called where the provider is configured. */
  load(settings: ProviderSettings): Promise<RemoteModel>;
}
