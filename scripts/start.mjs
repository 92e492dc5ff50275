// `npm start`: installs what is missing, builds what is stale, and starts and stops TicketIQ.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { allEnded, onStop, signalAll, start } from './children.mjs';
import { main, prepare, root } from './prepare.mjs';

/** The service takes some seconds to finish requests and stop its database. */
const STOP_TIMEOUT_MS = 60_000;

let stopping = false;
/** The exit code of the first process that ended unexpectedly or with an error, else 0. */
let exitCode = 0;

await main(async () => {
  onStop(
    (signal) => {
      stopping = true;
      signalAll(signal);
      void end();
    },
    () => {
      console.error('Killed. If the database is still running, the next start takes it over.');
      signalAll('SIGKILL');
      process.exit(130);
    },
  );
  const node = await prepare();
  if (stopping) return;

  const api = startProcess(node, 'main.js');
  if (!setting('REDIS_URL')) return;
  // With an embedded database, the service sends its address and its key once the schema is migrated.
  if (setting('DATABASE_URL')) startProcess(node, 'worker.js');
  else {
    api.on('message', ({ databaseUrl, secretsKey }) => {
      if (databaseUrl && !stopping)
        startProcess(node, 'worker.js', { DATABASE_URL: databaseUrl, SECRETS_KEY: secretsKey });
    });
  }
});

/** The channel tells the process when this script ends, even when it is killed ('disconnect'). */
function startProcess(node, file, extra = {}) {
  const child = start(node, [join(root, 'backend', 'dist', file)], {
    cwd: root,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, ...extra },
  });
  child.once('error', (error) => ended(file, 1, error.message));
  child.once('close', (code, signal) => ended(file, code ?? 1, signal));
  return child;
}

function ended(file, code, signal) {
  if (stopping) {
    // A process may also end by the signal that stops it.
    if (!signal) exitCode ||= code;
    return;
  }
  stopping = true;
  exitCode = code;
  if (signal) console.error(`${file} exited unexpectedly (${signal}).`);
  signalAll('SIGTERM');
  void end();
}

async function end() {
  if (!(await allEnded(STOP_TIMEOUT_MS))) {
    console.error(
      'Shutdown timed out; killed. If the database is still running, the next start takes it over.',
    );
    signalAll('SIGKILL');
    exitCode ||= 1;
  }
  process.exit(exitCode);
}

/** Reads a setting like the service: the environment takes precedence over `.env`. */
function setting(name) {
  const path = join(root, '.env');
  const file = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  return (process.env[name] ?? file[name])?.trim();
}
