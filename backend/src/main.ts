import { startEmbeddedPostgres } from '@ticketiq/embedded-postgres';
import { OperatorError } from './common/operator-error.js';
import { ensureAdmin } from './identity/auth/first-admin.js';
import { readOrCreateSecret } from './identity/auth/secret-file.js';
import { RemoteClassifier } from './classification/remote/remote-classifier.js';
import { isLoopback } from './config/loopback.js';
import { warnOfDeprecatedSettings } from './config/deprecated-settings.js';
import { InvalidSettings, readSettings, type Settings } from './config/settings.js';
import { createDataSource } from './schema/data-source.js';
import { migrateDatabase } from './schema/migrate.js';
import { createApplication } from './app/application.js';
import { warnAboutPlainHttp } from './app/proxy-warnings.js';
import { shutDownGracefully } from './app/graceful-shutdown.js';
import { reportProgress } from './logging/progress.js';
import { runUntilStopped } from './app/lifecycle.js';

/**
 * Default drain time in seconds, within which load balancers notice the shutdown. Embedded mode has none, so it stops
 * immediately on Ctrl-C.
 */
const DRAIN_SECONDS = 2;

class PortTaken extends OperatorError {
  constructor(port: number) {
    super(`Port ${port} is in use by another program. Stop that program or set another PORT.`);
  }
}

await runUntilStopped(async (onStop) => {
  const settings = readSettings();
  let { DATABASE_URL } = settings;
  const isEmbedded = !DATABASE_URL;
  // Embedded mode reports readable text, even if the output is piped.
  const report = isEmbedded ? (progress: string): void => console.log(progress) : reportProgress;
  const JWT_SECRET = settings.JWT_SECRET ?? (await embeddedSecret(settings));
  // Without an embedded database, it is required once a secret is stored.
  if (isEmbedded) settings.SECRETS_KEY ??= await readOrCreateSecret(settings.DATA_DIR, 'secrets-key');
  if (!DATABASE_URL) {
    const embedded = await startEmbeddedPostgres(settings.DATA_DIR, report);
    onStop(() => embedded.stop());
    DATABASE_URL = embedded.url;
  }
  await migrateDatabase(DATABASE_URL, { withQueue: !settings.REDIS_URL, report });
  await ensureFirstAdmin(DATABASE_URL, settings, { embedded: isEmbedded, report });
  // With Redis, the launcher starts a worker in another process, which needs this database's address and key.
  process.send?.({ databaseUrl: DATABASE_URL, secretsKey: settings.SECRETS_KEY });
  const app = await createApplication({ ...settings, DATABASE_URL, JWT_SECRET });
  warnAboutPlainHttp(settings);
  warnOfDeprecatedSettings();
  const drainSeconds = settings.DRAIN_SECONDS ?? (isEmbedded ? 0 : DRAIN_SECONDS);
  onStop(() => shutDownGracefully(app, drainSeconds * 1000));
  await app.listen(settings.PORT, settings.HOST).catch((error: Error & { code?: string }) => {
    throw error.code === 'EADDRINUSE' ? new PortTaken(settings.PORT) : error;
  });
  const { port } = app.getHttpServer().address() as { port: number };
  const triage = triagedBy(app.get(RemoteClassifier));
  const forBrowsers = settings.PUBLIC_URL ? `, for browsers at ${settings.PUBLIC_URL}` : '';
  // Within a container, browsers reach the console's nginx rather than this address.
  if (!isLoopback(settings.HOST))
    report(`TicketIQ is ready on port ${port}${forBrowsers}. Triage: ${triage}`);
  else if (!isEmbedded && !process.stdout.isTTY)
    report(`TicketIQ is ready at http://localhost:${port}${forBrowsers}. Triage: ${triage}`);
  else
    report(`
TicketIQ is ready at http://localhost:${port}${forBrowsers}
  API documentation: http://localhost:${port}/api/docs
  Local access only. Set HOST=0.0.0.0 to allow access from your network.
  Triage: ${triage}
  Press Ctrl+C to stop.`);
});

function triagedBy({ displayName }: RemoteClassifier): string {
  return displayName
    ? `${displayName}, with the bundled model as fallback`
    : 'bundled model (set GEMINI_API_KEY to use Gemini)';
}

/**
 * Reads the secret from the data directory in embedded mode. Processes that share a database have to share the secret
 * as well.
 * @throws InvalidSettings without an embedded database
 */
async function embeddedSecret({ DATABASE_URL, DATA_DIR }: Settings): Promise<string> {
  if (!DATABASE_URL) return readOrCreateSecret(DATA_DIR, 'jwt-secret');
  throw new InvalidSettings([
    {
      setting: 'JWT_SECRET',
      message:
        'Set the same random text for all api processes, such as the output of `openssl rand -hex 32`. DATABASE_URL requires it.',
    },
  ]);
}

async function ensureFirstAdmin(
  url: string,
  settings: Settings,
  options: { embedded: boolean; report: (line: string) => void },
): Promise<void> {
  const dataSource = await createDataSource(url).initialize();
  try {
    await ensureAdmin(dataSource, settings, options);
  } finally {
    await dataSource.destroy();
  }
}
