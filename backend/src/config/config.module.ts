import { Module, type DynamicModule } from '@nestjs/common';
import { parseSecretsKey, SecretCipher } from '../common/secret-cipher.js';
import { Settings } from './settings.js';

@Module({})
export class ConfigModule {
  static forRoot(settings: Settings): DynamicModule {
    const { SECRETS_KEY: key } = settings;
    const cipher = new SecretCipher((key !== undefined && parseSecretsKey(key)) || null);
    return {
      module: ConfigModule,
      global: true,
      providers: [
        { provide: Settings, useValue: settings },
        { provide: SecretCipher, useValue: cipher },
      ],
      exports: [Settings, SecretCipher],
    };
  }
}
