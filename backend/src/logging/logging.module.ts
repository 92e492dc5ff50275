import { Module, type DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Settings } from '../config/settings.js';
import { errorFields } from './error-fields.js';
import { currentRequestId } from './request-context.js';

/**
 * Nothing logs these; should somebody some day log a request or an answer as it is, they stay out all the same. Each place
 * by its name: a wildcard is looked for in every line, and took three quarters of what a line costs.
 */
const SECRETS = [
  'headers',
  'req.headers',
  'request.headers',
  'res.headers',
  'response.headers',
  'reply.headers',
].flatMap((headers) => [`${headers}.authorization`, `${headers}.cookie`, `${headers}["set-cookie"]`]);

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
