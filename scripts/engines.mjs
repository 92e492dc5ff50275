// The engines that the tests run against. A test whose engine is missing fails, it is never skipped.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './children.mjs';
import { Stop } from './prepare.mjs';

/**
 * `variable` names the program, `instead` a running server that replaces it; `programs` are looked up on the PATH, the
 * first one wins. `withoutDocker` engines are only needed where the machine has no Docker Engine of its own.
 */
export const engines = {
  redis: {
    instead: 'TEST_REDIS_URL',
    variable: 'REDIS_SERVER_PATH',
    programs: ['redis-server'],
    debian: 'redis-server',
    advice:
      'Redis is missing. Put redis-server 7 or newer on the PATH, or set TEST_REDIS_URL to a server whose data may be ' +
      'deleted.',
  },
  nginx: {
    variable: 'NGINX_PATH',
    programs: ['nginx'],
    debian: 'nginx-light',
    advice: 'nginx is missing. Put nginx on the PATH, or set NGINX_PATH to the program.',
  },
  pgbouncer: {
    variable: 'PGBOUNCER_PATH',
    programs: ['pgbouncer'],
    debian: 'pgbouncer',
    advice:
      'PgBouncer is missing. Put pgbouncer 1.18 or newer on the PATH, or set PGBOUNCER_PATH to the program.',
  },
  dovecot: {
    variable: 'DOVECOT_PATH',
    programs: ['dovecot'],
    debian: 'dovecot-imapd',
    advice: 'Dovecot is missing. Put dovecot on the PATH, or set DOVECOT_PATH to the program.',
  },
  faketime: {
    variable: 'FAKETIME_PATH',
    programs: ['faketime'],
    debian: 'faketime',
    advice: 'faketime is missing. Put faketime on the PATH, or set FAKETIME_PATH to the program.',
  },
  chromium: {
    variable: 'CHROMIUM_PATH',
    // The headless shell needs a third less processor time for a page.
    programs: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium-headless-shell',
    advice: 'Chromium is missing. Put chromium on the PATH, or set CHROMIUM_PATH to the program.',
  },
  mmdebstrap: {
    programs: ['mmdebstrap'],
    debian: 'mmdebstrap',
    withoutDocker: true,
    advice: 'mmdebstrap is missing, and there is no Docker Engine. Install one of the two.',
  },
  slirp4netns: {
    programs: ['slirp4netns'],
    debian: 'slirp4netns',
    withoutDocker: true,
    advice: 'slirp4netns is missing, and there is no Docker Engine. Install one of the two.',
  },
};

/**
 * Sets the variable that names the engine's program for the tests.
 *
 * @throws Stop when the engine is missing
 */
export function requireEngine(name) {
  const { variable, advice } = engines[name];
  if (isGiven(engines[name])) return;
  const program = findProgram(engines[name]);
  if (!program) throw new Stop(`${advice} On Debian, as root, \`npm run test:engines\` installs it.`);
  if (variable) process.env[variable] = program;
}

/** Whether the environment names the program or a server. */
function isGiven({ variable, instead }) {
  return [variable, instead].some((name) => name && process.env[name]);
}

function findProgram({ programs }) {
  return programs.map(onPath).find(Boolean);
}

/** Installs what is missing, from Debian's packages. */
export async function installEngines() {
  const docker = await hasDocker();
  const missing = Object.values(engines).filter(
    (engine) => !(engine.withoutDocker && docker) && !isGiven(engine) && !findProgram(engine),
  );
  if (missing.length === 0) return console.log('All engines of the tests are installed.');
  if (process.getuid?.() !== 0 || !onPath('apt-get'))
    throw new Stop(missing.map(({ advice }) => advice).join('\n'));
  const packages = missing.map(({ debian }) => debian);
  console.log(`Installing ${packages.join(', ')} …`);
  await aptGet('update');
  await aptGet('install', '-y', '--no-install-recommends', ...packages);
}

/** Whether the machine has a Docker Engine with Compose. */
export async function hasDocker() {
  const answers = await Promise.all([run('docker', ['info']), run('docker', ['compose', 'version'])]);
  return answers.every(({ code }) => code === 0);
}

/** @throws Stop when apt-get fails */
export async function aptGet(...args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { code, output } = await run('apt-get', args, { env });
  if (code !== 0) throw new Stop(`${output.trim().slice(-2000)}\n\napt-get ${args.join(' ')} failed.`);
}

function onPath(program) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program + suffix))
    .find((path) => existsSync(path));
}
