import { NestFactory } from '@nestjs/core';
import { Logger } from 'nestjs-pino';
import { WorkerModule } from './app/app.module.js';
import { warnOfDeprecatedSettings } from './config/deprecated-settings.js';
import { InvalidSettings, readSettings } from './config/settings.js';
import { migrateDatabase } from './schema/migrate.js';
import { reportProgress } from './logging/progress.js';
import { MetricsServer } from './metrics/metrics-server.js';
import { runUntilStopped } from './app/lifecycle.js';

await runUntilStopped(async (onStop) => {
  const settings = readSettings();
  const { DATABASE_URL, REDIS_URL } = settings;
  const missing = Object.entries({ DATABASE_URL, REDIS_URL }).filter(([, value]) => !value);
  if (!DATABASE_URL || !REDIS_URL) {
    throw new InvalidSettings(
      missing.map(([setting]) => ({
        setting,
        message: 'Set it to run a separate worker. Without it, the api process runs triage itself.',
      })),
    );
  }
  await migrateDatabase(DATABASE_URL, { withQueue: false, report: reportProgress });
  const app = await NestFactory.createApplicationContext(
    WorkerModule.forRoot({ ...settings, DATABASE_URL }),
    {
      bufferLogs: true,
    },
  );
  app.useLogger(app.get(Logger));
  warnOfDeprecatedSettings();
  onStop(() => app.close());
  await app.init();
  await app.get(MetricsServer).listen();
  reportProgress(`The triage worker is ready (${settings.WORKER_CONCURRENCY} tickets at a time).`);
});
