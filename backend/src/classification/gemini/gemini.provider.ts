import { IsNotEmpty, IsOptional, IsString, IsUrl } from 'class-validator';
import type { RemoteProvider } from '../remote/remote-provider.js';

/** Settings of Gemini. GEMINI_API_KEY enables it; GEMINI_BASE_URL defaults to Google's API. */
export class GeminiSettings {
  @IsOptional() @IsString() GEMINI_API_KEY?: string;
  @IsString() @IsNotEmpty() GEMINI_MODEL = 'gemini-flash-latest';

  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_protocol: true, require_tld: false })
  GEMINI_BASE_URL?: string;
}

export const gemini: RemoteProvider<GeminiSettings> = {
  settings: GeminiSettings,
  modelSetting: 'GEMINI_MODEL',
  isConfigured: ({ GEMINI_API_KEY }) => !!GEMINI_API_KEY,
  async load(settings) {
    const { GeminiModel } = await import('./gemini-model.js');
    return new GeminiModel(settings.GEMINI_API_KEY!, settings);
  },
};
