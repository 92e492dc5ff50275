// `npm start`: installs what is missing, builds what is stale, starts TicketIQ, and stops all of it again.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { allEnded, onStop, signalAll, start } from './children.mjs';
import { main, prepare, root } from './prepare.mjs';

/** The service needs some seconds to finish what it has begun and to shut its database down. */
const PATIENCE_MS = 60_000;

let stopping = false;
/** Of the process that ended first, unasked or with an error; 0 as long as all went well. */
let exitCode = 0;

await main(async () => {
  onStop(
    (signal) => {
      stopping = true;
      signalAll(signal);
      void end();
    },
    () => {
      console.error('Killed. A database that was left running is taken over by the next start.');
      signalAll('SIGKILL');
      process.exit(130);
    },
  );
  const node = await prepare();
  if (stopping) return;

  const api = startProcess(node, 'main.js');
  if (!setting('REDIS_URL')) return;
  // Where the service starts its own database, it tells us the address once the schema is there.
  if (setting('DATABASE_URL')) startProcess(node, 'worker.js');
  else {
    api.on('message', ({ databaseUrl }) => {
      if (databaseUrl && !stopping) startProcess(node, 'worker.js', { DATABASE_URL: databaseUrl });
    });
  }
});

/** The channel is how the process learns that we are gone, even when we were killed: it hears 'disconnect'. */
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
    // Asked to stop, a process may also end by the very signal that asked it.
    if (!signal) exitCode ||= code;
    return;
  }
  stopping = true;
  exitCode = code;
  if (signal) console.error(`${file} ended unexpectedly (${signal}).`);
  signalAll('SIGTERM');
  void end();
}

async function end() {
  if (!(await allEnded(PATIENCE_MS))) {
    console.error(
      'It does not stop; killed. A database that was left running is taken over by the next start.',
    );
    signalAll('SIGKILL');
    exitCode ||= 1;
  }
  process.exit(exitCode);
}

/** As the service reads it: `.env` counts where the environment says nothing. */
function setting(name) {
  const path = join(root, '.env');
  const file = existsSync(path) ? parseEnv(readFileSync(path, 'utf8')) : {};
  return (process.env[name] ?? file[name])?.trim();
}
