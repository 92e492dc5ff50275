// Run by docker/test/run.mjs with a Docker Engine: tests README.md's Docker section by running its commands in a clone with a
// strict umask. Its arguments are a folder with the sources and, to use stand-ins for the base images, their build context.
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { instructionsOf } from '../dockerfile.mjs';

const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const [work, standIns] = process.argv.slice(2);
const folder = mkdtempSync(join(work, 'clone-'));
const clone = join(folder, 'ticketiq');
const CONSOLE = 'http://127.0.0.1:5173';
const ADMIN = { email: 'admin@example.org', password: 'correct horse $battery #9' };
/** The unprivileged account that runs the commands in the engine's own root. */
const OPERATOR = 1001;
/** With characters that have to be escaped in a URL, or are special in Compose and a shell. */
const values = {
  POSTGRES_PASSWORD: "p@ss/w:rd#1%20$HOME 'x",
  REDIS_PASSWORD: 're@d/is:#%41 $1"&',
  JWT_SECRET: 'Zb7f0c9e41d84a6f9c2e5b8a1d3f7e60c4',
  ADMIN_EMAIL: ADMIN.email,
  ADMIN_PASSWORD: ADMIN.password,
  METRICS_TOKEN: 'Qm5x8Lr2Vt9Kc4Hw',
  // Tickets that are pending after an outage are found by a sweep, which every restart here waits for.
  TRIAGE_SWEEP_SECONDS: '3',
};
/** A database of the previous release; CONTRIBUTING.md describes how to create the next one. */
const PREVIOUS = { dump: 'docker/test/previous-release.sql.gz', tickets: 340, untriaged: 3, messages: 290 };
const counted = { passed: 0, failed: [] };
const since = Date.now();
const secondsSince = (time) => ((Date.now() - time) / 1000).toFixed(1);
const execute = promisify(execFile);
const docker = (...args) => execute('docker', args, { maxBuffer: 1 << 28 });
/** The cookies of a browser by name. Those with the prefix are sent by HTTPS only. */
const cookies = new Map();

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => (stopping = true));

async function check(name, work) {
  // Errors after an interruption are expected.
  if (stopping) return;
  const begun = Date.now();
  try {
    await work();
    counted.passed += 1;
    console.log(`  ✓ ${name} (${secondsSince(begun)} s)`);
  } catch (error) {
    counted.failed.push(`Images › ${name}\n${error.message}`);
    console.log(`  ✗ ${name} (${secondsSince(begun)} s)\n${error.stack}`);
  }
}

/** A preparation, reported with its time. */
async function step(name, work) {
  const begun = Date.now();
  await work();
  console.log(`  · ${name} (${secondsSince(begun)} s)`);
}

/** Prints the slow steps of a build. */
function tellSlowSteps(output) {
  const names = new Map([...output.matchAll(/^(#\d+) (\[.+)$/gm)].map(([, id, name]) => [id, name]));
  for (const [, id, took] of output.matchAll(/^(#\d+) DONE (\d+\.\d)s$/gm))
    if (Number(took) >= 3 && names.has(id)) console.log(`      ${took} s  ${names.get(id).slice(0, 100)}`);
}

function expect(condition, message) {
  if (!condition) throw new Error(message);
}

/** Runs a line in the clone, as the operator. */
async function shell(line, { fails = false } = {}) {
  const command = ['bash', '-c', `umask 077; cd ${clone} 2>/dev/null || cd ${folder}; ${line}`];
  const asOperator = standIns
    ? ['setpriv', `--reuid=${OPERATOR}`, `--regid=${OPERATOR}`, `--groups=${OPERATOR}`, ...command]
    : command;
  const env = { PATH: process.env.PATH, HOME: standIns ? folder : process.env.HOME };
  const {
    code = 0,
    stdout,
    stderr,
  } = await execute(asOperator[0], asOperator.slice(1), { env, maxBuffer: 1 << 28 }).catch((error) => error);
  if ((code !== 0) !== fails)
    throw new Error(`${line}\nended with ${code}:\n${(stdout + stderr).slice(-3000)}`);
  return stdout + stderr;
}

/** The commands of README.md's Docker section by heading, one per line. */
const section = readFileSync(join(repository, 'README.md'), 'utf8')
  .split(/^## /m)
  .find((part) => part.startsWith('Run with Docker'));
const commands = new Map(
  section
    .split(/^### /m)
    .slice(1)
    .map((part) => [
      part.split('\n')[0],
      [...part.matchAll(/^```\n([^]*?)^```$/gm)].flatMap(([, block]) => block.trim().split('\n')),
    ]),
);
const carriedOut = new Set();
async function follow(heading, matching = /^/) {
  const lines = commands.get(heading).filter((line) => matching.test(line));
  expect(lines.length > 0, `README.md has no such command under ${heading}`);
  let said = '';
  for (const line of lines) {
    carriedOut.add(line);
    said += await shell(line);
  }
  return said;
}

/** The header of a proxy with TLS. */
const HTTPS = { 'x-forwarded-proto': 'https' };

const DELETED = /; Max-Age=0(;|$)/i;

function cookiesFor(headers) {
  return [...cookies].filter(([name]) => headers === HTTPS || !name.startsWith('__Host-'));
}

const cookieHeader = (sent) => sent.map((pair) => pair.join('=')).join('; ');

function keepCookies(response) {
  for (const cookie of response.headers.getSetCookie()) {
    const [, name, value] = /^([^=]+)=([^;]*)/.exec(cookie);
    if (DELETED.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  }
}

async function call(method, path, body, headers = {}) {
  const sent = cookiesFor(headers);
  const [, token] = sent.find(([name]) => name.endsWith('XSRF-TOKEN')) ?? [];
  const response = await fetch(CONSOLE + path, {
    method,
    headers: {
      cookie: cookieHeader(sent),
      ...(token && { 'x-xsrf-token': decodeURIComponent(token) }),
      ...(body && { 'content-type': 'application/json' }),
      origin: CONSOLE,
      ...headers,
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  keepCookies(response);
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: text.startsWith('{') ? JSON.parse(text) : text,
  };
}

async function signIn(headers) {
  // A kept-alive connection may belong to a previous console.
  const answer = await eventually('the console answers', () =>
    call('POST', '/api/auth/login', ADMIN, headers).catch(() => undefined),
  );
  expect(answer.status === 200, `Sign-in answered ${answer.status}: ${answer.text}`);
  return answer;
}

async function eventually(what, condition, seconds = 180) {
  for (const deadline = Date.now() + seconds * 1000; ; await sleep(200)) {
    const result = await condition();
    if (result) return result;
    expect(Date.now() < deadline, `Not within ${seconds} s: ${what}`);
  }
}

const file = (title) =>
  call('POST', '/api/tickets', { title, description: 'The VPN is down and nobody can connect.' });
const ticket = async (id) => (await call('GET', `/api/tickets/${id}`)).body;
const count = async () => (await call('GET', '/api/tickets?limit=1')).body;
const triaged = (id) =>
  eventually(
    `ticket ${id} is triaged`,
    async () => !['pending', undefined].includes((await ticket(id)).triage?.state),
  );
const sql = (query) =>
  execFileSync(
    'docker',
    [
      'exec',
      'ticketiq-postgres-1',
      'psql',
      '-h',
      '127.0.0.1',
      '-U',
      'ticketiq',
      '-d',
      'ticketiq',
      '-Atc',
      query,
    ],
    { encoding: 'utf8' },
  ).trim();

/** Restarts a service while tickets are created; no confirmed ticket may be lost or stay without a suggestion. */
async function restartUnderLoad(service) {
  const confirmed = [];
  let busy = true;
  const lane = (async () => {
    for (let i = 0; busy; i += 1, await sleep(50)) {
      const answer = await file(`${service} ${i}`).catch(() => undefined);
      if (answer?.status === 201) confirmed.push(answer.body.id);
    }
  })();
  try {
    await eventually('a ticket is confirmed before', () => confirmed.length > 0);
    await shell(`docker compose restart ${service}`);
    await eventually(`${service} is healthy`, async () => {
      const ids = (await shell(`docker compose ps --quiet ${service}`)).trim().split('\n');
      const { stdout } = await docker('inspect', '--format', '{{.State.Health.Status}}', ...ids);
      return /^(healthy\n)+$/.test(stdout);
    });
    const before = confirmed.length;
    await eventually('tickets are taken again', () => confirmed.length > before);
  } finally {
    busy = false;
    await lane;
  }
  const kept = Number(sql(`SELECT count(*) FROM tickets WHERE id IN (${confirmed.join(',')})`));
  expect(
    kept === confirmed.length,
    `${confirmed.length - kept} of ${confirmed.length} confirmed tickets are lost`,
  );
  await eventually(
    'no ticket is pending',
    () => sql("SELECT count(*) FROM tickets WHERE triage_state = 'pending'") === '0',
  );
}

function quoted(value) {
  return value.includes("'") ? `"${value.replace(/["\\$]/g, '\\$&')}"` : `'${value}'`;
}

try {
  if (standIns) {
    execFileSync('chown', ['root:1001', '/run/docker.sock']);
    chownSync(folder, OPERATOR, OPERATOR);
    // Excludes the engine, mounts from the same disk, and files that no image needs.
    const engine = [
      ...['bin/docker*', 'sbin/dockerd', 'bin/containerd*', 'bin/ctr', 'sbin/runc', 'libexec/docker'],
      ...['local/bin/node', 'bin/promtool', 'lib/git-core', 'share/i18n'],
    ];
    const without = [
      ...engine.map((path) => `/usr/${path}`),
      '/var/cache/apt',
      '/var/lib/docker',
      '/repository',
      work,
    ]
      .map((path) => `--exclude='.${path}'`)
      .join(' ');
    await step('the root of the stand-ins is imported', () =>
      execute('sh', ['-c', `tar -C / --one-file-system ${without} -c . | docker import - stand-in`]),
    );
    // busybox provides the commands of the original images' health checks.
    const bases = ['backend', 'console', 'pgbouncer', 'prometheus', 'grafana'].flatMap((name) =>
      instructionsOf(readFileSync(join(repository, `docker/${name}.Dockerfile`), 'utf8'))
        .filter((instruction) => instruction.name === 'FROM')
        .map(({ words }) => words[0])
        .filter((base) => base.includes(':')),
    );
    const images = [
      ...readFileSync(join(repository, 'docker-compose.yml'), 'utf8').matchAll(/image: (\w+:\S+)/g),
    ].map(([, image]) => image);
    await step('stand-ins for the base images are built', () =>
      Promise.all(
        [...new Set([...bases, ...images])].map((image) => {
          const target = ['node', 'nginx', 'postgres', 'redis', 'prometheus', 'grafana', 'debian'].find(
            (name) => image.split(':')[0].includes(name),
          );
          return docker('build', '--quiet', '--target', target, '--tag', image, join(work, 'context'));
        }),
      ),
    );
  }
  const source = join(work, 'source');
  if (standIns) execFileSync('chown', ['-R', `${OPERATOR}:${OPERATOR}`, source]);
  const commit = 'git -c user.name=t -c user.email=t@example.org commit --quiet';
  await shell(
    `cd ${source} && git init --quiet && git add --all && ${commit} --message source && git clone --quiet ${source} ${clone}`,
  );
  console.log(
    `Docker ${execFileSync('docker', ['version', '--format', '{{.Server.Version}}'], { encoding: 'utf8' }).trim()}, ${execFileSync('docker', ['compose', 'version'], { encoding: 'utf8' }).trim()}\n`,
  );

  await check('Compose names every value that is missing', async () => {
    await follow('Start', /^cp /);
    const said = await shell('docker compose config --quiet', { fails: true });
    for (const name of Object.keys(values).slice(0, 5))
      expect(said.includes(name), `${name} is not in: ${said}`);
  });
  const example = readFileSync(join(clone, '.env'), 'utf8');
  const settings = example.replace(/^(?:# )?([A-Z_]+)=.*$/gm, (line, name) =>
    name in values ? `${name}=${quoted(values[name])}` : line,
  );
  writeFileSync(join(clone, '.env'), settings);

  await check('all images are built from a clone under umask 077', async () => {
    tellSlowSteps(await shell('docker compose --progress=plain build'));
  });
  // Built in the background, since the checks mostly wait. A failure is reported where it is awaited.
  const pgbouncerBuild = docker(
    ...['build', '--quiet', '--file', join(clone, 'docker/pgbouncer.Dockerfile')],
    ...['--tag', 'ticketiq-pgbouncer', clone],
  );
  pgbouncerBuild.catch(() => undefined);

  await check('everything starts and is healthy', () => follow('Start', /^docker compose up/));
  await check('the administrator signs in through nginx', () => signIn());
  await check('the demo fills an empty system', async () => {
    await follow('Start', /cli demo/);
    expect(Number(sql('SELECT count(*) FROM tickets')) === 320, 'There are not 320 tickets');
  });
  await check('the log is one JSON object a line', async () => {
    for (const service of ['api', 'worker']) {
      const log = await shell(`docker compose logs --no-log-prefix ${service}`);
      for (const line of log.trim().split('\n')) JSON.parse(line);
    }
    expect(
      !/could not be resolved/.test(await shell('docker compose logs console')),
      'nginx did not find the api',
    );
  });
  await check('behind TLS cookies are Secure, and HSTS and each other header come once', async () => {
    const { headers } = await signIn(HTTPS);
    // The cookies of plain HTTP, from the previous check, are deleted at the same time.
    const set = headers.getSetCookie().filter((cookie) => !DELETED.test(cookie));
    expect(set.length > 0 && set.every((cookie) => /; Secure/i.test(cookie)), set.join('\n'));
    expect(
      [...cookies.keys()].every((name) => name.startsWith('__Host-')),
      [...cookies.keys()].join(', '),
    );
    for (const path of ['/', '/api/health/live']) {
      const answer = await call('GET', path, undefined, HTTPS);
      for (const name of ['strict-transport-security', 'x-content-type-options', 'referrer-policy']) {
        expect(
          /^[^,]+$/.test(answer.headers.get(name) ?? ''),
          `${path} ${name}: ${answer.headers.get(name)}`,
        );
      }
    }
    await signIn();
  });
  await check('a ticket is triaged by the worker, and the console hears of it through nginx', async () => {
    const abort = new AbortController();
    const stream = await fetch(`${CONSOLE}/api/events`, {
      headers: { cookie: cookieHeader(cookiesFor()) },
      signal: abort.signal,
    });
    const { body } = await file('Triage me');
    await triaged(body.id);
    const timeout = setTimeout(() => abort.abort(), 20_000);
    let received = '';
    for await (const chunk of stream.body.pipeThrough(new TextDecoderStream()))
      if ((received += chunk).includes(`"id":${body.id}`)) break;
    clearTimeout(timeout);
    expect(received.includes(`"id":${body.id}`), received);
  });
  await check('the console reaches neither PostgreSQL nor Redis', () => {
    for (const engine of ['postgres 5432', 'redis 6379']) {
      const { status } = spawnSync('docker', [
        'exec',
        'ticketiq-console-1',
        'sh',
        '-c',
        `busybox nc -w 2 ${engine} </dev/null`,
      ]);
      expect(status !== 0, `it reaches ${engine}`);
    }
    const { stdout } = spawnSync(
      'docker',
      ['exec', '-e', 'REDISCLI_AUTH=', 'ticketiq-redis-1', 'redis-cli', 'ping'],
      { encoding: 'utf8' },
    );
    expect(!/PONG/.test(stdout), 'Redis asks for no password');
  });
  await check('backup, loss and restore, by the commands of the README', async () => {
    const before = Number(sql('SELECT count(*) FROM tickets'));
    await follow('Back up and restore', /cli backup/);
    await file('Not in the backup');
    await follow('Back up and restore', /^(?!.*cli backup)/);
    expect(Number(sql('SELECT count(*) FROM tickets')) === before, 'The number of tickets is another one');
    await signIn();
  });
  // Prometheus needs time to find the api and the worker, which is checked further below.
  await check('monitoring starts beside the running system', async () => {
    await follow('Monitoring');
    expect((await count()) && (await signIn()), 'The api serves');
  });
  await check('three workers, and their log', () => follow('Workers and logs'));
  for (const service of ['api', 'worker', 'console', 'redis', 'postgres']) {
    await check(`${service} restarts under load, and no confirmed ticket is lost or pending`, () =>
      restartUnderLoad(service),
    );
  }
  await check('export and import', async () => {
    const before = Number(sql('SELECT count(*) FROM tickets'));
    await follow('Import and export');
    expect(Number(sql('SELECT count(*) FROM tickets')) >= before, 'Tickets are gone');
  });
  await check('the link to reset a password leads to the console', async () => {
    const said = await follow('Reset a password');
    expect(said.includes('http://localhost:5173/'), said);
  });
  await check('a wrong database password is told in words', async () => {
    const said = await shell(
      `docker compose run --rm --env PGPASSWORD=wrong cli tickets-export wrong.jsonl`,
      {
        fails: true,
      },
    );
    expect(/PostgreSQL refuses the connection/.test(said) && !/\n\s+at /.test(said), said);
  });
  await check('Prometheus reads the api and the worker', () =>
    eventually('both jobs are up', () => {
      const up = execFileSync(
        'docker',
        [
          ...['exec', 'ticketiq-prometheus-1', 'wget', '-q', '-O', '-'],
          'http://127.0.0.1:9090/api/v1/query?query=up',
        ],
        { encoding: 'utf8' },
      );
      return ['ticketiq-api', 'ticketiq-worker'].every((job) =>
        JSON.parse(up).data.result.some(({ metric, value }) => metric.job === job && value[1] === '1'),
      );
    }),
  );
  await check('it stops, and starts again with its data', async () => {
    const before = sql('SELECT count(*) FROM tickets');
    await follow('Stop and uninstall', /down --remove-orphans$/);
    await follow('Start', /^docker compose up/);
    expect(sql('SELECT count(*) FROM tickets') === before, 'Tickets are gone');
  });
  await check('it is uninstalled, with what monitoring added', async () => {
    await follow('Stop and uninstall', /volumes/);
    const left = await shell(
      "docker volume ls --quiet; docker ps --all --format '{{.Names}}'; docker image ls --format '{{.Repository}}'",
    );
    expect(!/^ticketiq[-_](?!pgbouncer)/m.test(left), `It leaves volumes, containers or images:\n${left}`);
  });
  await check('the image of PgBouncer is built', () => pgbouncerBuild);
  await check('a database of the previous release is upgraded with its data', async () => {
    await shell('docker compose up --detach --wait postgres');
    const psql = 'exec -i ticketiq-postgres-1 psql -h 127.0.0.1 -U ticketiq -d ticketiq'.split(' ');
    execFileSync('docker', [...psql, '--quiet', '--output=/dev/null', '--set=ON_ERROR_STOP=1'], {
      input: gunzipSync(readFileSync(join(repository, PREVIOUS.dump))),
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const counts = `SELECT (SELECT count(*) FROM tickets), (SELECT count(*) FROM ticket_messages),
      (SELECT count(*) FROM tickets WHERE triage_state = 'pending')`;
    const { tickets, messages, untriaged } = PREVIOUS;
    expect(sql(counts) === [tickets, messages, untriaged].join('|'), `It holds other data: ${sql(counts)}`);
    await shell(`cd ${source} && ${commit} --allow-empty --message next`);
    await follow('Upgrade');
    expect(/^next$/m.test(await shell('git log --format=%s')), 'The next release was not fetched');
    await signIn();
    await eventually(
      'what the previous release left untriaged is triaged, and nothing is lost',
      () => sql(counts) === [tickets, messages, 0].join('|'),
    );
    expect(
      (await count()).total.value === tickets,
      `The list has ${JSON.stringify((await count()).total)} tickets`,
    );
    await triaged((await file('New')).body.id);
  });
  await check('every command of the README was run', () => {
    const left = [...commands.values()].flat().filter((line) => !carriedOut.has(line));
    expect(left.length === 0, left.join('\n'));
  });
} catch (error) {
  counted.failed.push(`Images\n${error.message}`);
  console.error(error.stack, error.stderr?.toString() ?? '');
} finally {
  // An engine in its own root ends with this process.
  if (!standIns) {
    if (existsSync(join(clone, '.env')))
      spawnSync(
        'docker',
        ['compose', '--profile', 'cli', 'down', '--volumes', '--rmi', 'local', '--remove-orphans'],
        { cwd: clone },
      );
    spawnSync('docker', ['image', 'rm', '--force', 'ticketiq-pgbouncer']);
    rmSync(folder, { recursive: true, force: true });
  }
}
writeFileSync(join(work, 'report.json'), JSON.stringify(counted));
console.log(`\nIn ${secondsSince(since)} s.\n${counted.passed} passed, ${counted.failed.length} failed`);
process.exit(counted.failed.length > 0 ? 1 : 0);
