import { IsNotEmpty, IsOptional, IsString, IsUrl, ValidateIf } from 'class-validator';
import type { RemoteProvider } from '../remote/remote-provider.js';

/** Settings of a server with OpenAI's API. OPENAI_BASE_URL defaults to OpenAI's own, which needs OPENAI_API_KEY. */
export class OpenAiSettings {
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  OPENAI_BASE_URL?: string;
  @IsOptional() @IsString() OPENAI_API_KEY?: string;
  @ValidateIf(
    ({ TRIAGE_PROVIDER, OPENAI_MODEL }: OpenAiSettings & { TRIAGE_PROVIDER?: string }) =>
      TRIAGE_PROVIDER === 'openai' || !!OPENAI_MODEL,
  )
  @IsNotEmpty({ message: 'Set the name of the model. TRIAGE_PROVIDER=openai requires it.' })
  OPENAI_MODEL?: string;
}

export const openai: RemoteProvider<OpenAiSettings> = {
  settings: OpenAiSettings,
  modelSetting: 'OPENAI_MODEL',
  // Self-hosted servers need no API key, OpenAI does.
  isConfigured: ({ OPENAI_MODEL, OPENAI_API_KEY, OPENAI_BASE_URL }) =>
    !!OPENAI_MODEL && (OPENAI_API_KEY !== undefined || OPENAI_BASE_URL !== undefined),
  async load(settings) {
    const { OpenAiModel } = await import('./openai-model.js');
    return new OpenAiModel(settings.OPENAI_MODEL!, settings);
  },
};
