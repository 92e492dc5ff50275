import type { RemoteModel } from './remote-model.js';

/** A provider of remote models. Each has its own folder and an entry in remote-providers.ts. */
export interface RemoteProvider<ProviderSettings extends object> {
  /** Decorated for class-validator. Validated with the service's own settings. */
  settings: new () => ProviderSettings;
  /** Name of the setting that contains the model name. */
  modelSetting: string;
  /** Whether the settings are sufficient to call the model. */
  isConfigured(settings: ProviderSettings): boolean;
  /** Imports the provider's client, which takes about 200 ms, so only call it for a configured provider. */
  load(settings: ProviderSettings): Promise<RemoteModel>;
}
