import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Settings } from '../config/settings.js';
import { errorFields } from './error-fields.js';
import { currentRequestId } from './request-context.js';

/** Nothing logs these; should somebody some day log a request as it is, they stay out all the same. */
const SECRETS = ['authorization', 'cookie', '["set-cookie"]'].flatMap((name) => {
  const dot = name.startsWith('[') ? '' : '.';
  return [name, `*${dot}${name}`, `*.*${dot}${name}`];
});

/** One JSON object a line; for a person at a terminal, one readable line each. */
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
      // Requests are logged by the edge (http/request-log.ts), which knows their routes.
      forRoutes: [],
    });
  }
}
