import { InvalidSettings, readSettings } from './config/settings.js';
import {
  DataDirectoryInUse,
  EmbeddedPostgresFailed,
  startEmbeddedPostgres,
} from './database/embedded-postgres.js';
import { migrateDatabase } from './database/migrate.js';
import { createApplication } from './http/application.js';
import { runUntilStopped } from './process-life.js';

/** Until there are accounts, only this machine may reach the service. */
const HOST = '127.0.0.1';

class PortTaken extends Error {
  constructor(port: number) {
    super(`Port ${port} is taken by another program. Stop that one, or start this one with another PORT.`);
  }
}

const report = (progress: string): void => console.log(progress);

await runUntilStopped(
  [InvalidSettings, DataDirectoryInUse, EmbeddedPostgresFailed, PortTaken],
  async (onStop) => {
    const settings = readSettings();
    let { DATABASE_URL } = settings;
    if (!DATABASE_URL) {
      const embedded = await startEmbeddedPostgres(settings.DATA_DIR, report);
      onStop(() => embedded.stop());
      DATABASE_URL = embedded.url;
    }
    await migrateDatabase(DATABASE_URL, { withQueue: !settings.REDIS_URL, report });
    // The launcher starts a worker beside this process where there is a Redis; it needs the address of our database.
    process.send?.({ databaseUrl: DATABASE_URL });
    const app = await createApplication({ ...settings, DATABASE_URL });
    onStop(() => app.close());
    await app.listen(settings.PORT, HOST).catch((error: Error & { code?: string }) => {
      throw error.code === 'EADDRINUSE' ? new PortTaken(settings.PORT) : error;
    });
    const { port } = app.getHttpServer().address() as { port: number };
    report(`
TicketIQ is ready at http://localhost:${port}
  API documentation: http://localhost:${port}/api/docs
  It listens on this machine only (${HOST}), because there are no accounts yet to tell people apart.
  Triage: ${settings.GEMINI_API_KEY ? `Gemini (${settings.GEMINI_MODEL}), the local model behind it` : 'the local model (set GEMINI_API_KEY for Gemini)'}
  Stop it with Ctrl-C.`);
  },
);
