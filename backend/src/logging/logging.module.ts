import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Settings } from '../config/settings.js';
import { errorFields } from './error-fields.js';
import { currentRequestId } from './request-context.js';

/** Paths that are redacted. Currently not logged; a safeguard in case a request is logged as a whole. */
const SECRETS = ['authorization', 'cookie', '["set-cookie"]'].flatMap((name) => {
  const dot = name.startsWith('[') ? '' : '.';
  return [name, `*${dot}${name}`, `*.*${dot}${name}`];
});

/** Logs one JSON object per line, or readable text on a terminal. */
@Module({})
export class LoggingModule {
  static forRoot(settings: Settings): DynamicModule {
    return LoggerModule.forRoot({
      pinoHttp: {
        level: settings.LOG_LEVEL,
        mixin: () => ({ requestId: currentRequestId() }),
        serializers: { err: errorFields },
        wrapSerializers: false,
        redact: SECRETS,
        ...(process.stdout.isTTY && {
          transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname', singleLine: true } },
        }),
      },
      // Requests are logged by http/request-log.ts, which knows their routes.
      forRoutes: [],
    });
  }
}
