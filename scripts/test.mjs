// `npm test`: installs what is missing, builds what is stale, runs every suite and counts. `npm test -- unit browser` runs
// only those two.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { allEnded, onStop, run, signalAll, stopRequested } from './children.mjs';
import { main, prepare, root, Stop } from './prepare.mjs';

/** The tests keep all that they write here, so that nothing is left of it, whatever ends them. */
const scratch = mkdtempSync(join(tmpdir(), 'ticketiq-test-'));
// An engine that refuses to run as root reaches its files in it as somebody else.
chmodSync(scratch, 0o711);
const packages = join(root, 'node_modules');
const PATIENCE_MS = 30_000;
/** The failed ones each with what is to be said of them, since somebody has to find them. */
const nothing = { passed: 0, failed: [], skipped: 0 };
const SAID_OF_A_FAILURE = 1_500;
const SHOWN_OF_A_PAGE = 3_000;

const vitest = (config) => ({
  folder: 'backend',
  config,
  command: (report) => [
    'vitest/vitest.mjs',
    ...['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
  ],
  count: countVitest,
});

const suites = {
  unit: { title: 'Service, unit tests', needs: ['redis'], ...vitest('vitest.config.ts') },
  e2e: {
    title: 'Service, end-to-end tests',
    needs: ['redis', 'nginx', 'pgbouncer', 'faketime'],
    ...vitest('vitest.e2e.config.ts'),
  },
  console: {
    title: 'Console, unit tests',
    needs: [],
    folder: 'frontend',
    config: 'angular.json',
    command: (report) => [
      '@angular/cli/bin/ng.js',
      ...['test', '--watch=false', '--reporters=default', '--reporters=json', `--output-file=${report}`],
    ],
    count: countVitest,
  },
  browser: {
    title: 'The main job in a browser',
    needs: ['redis', 'chromium'],
    folder: 'frontend',
    config: 'e2e/playwright.config.ts',
    command: () => [
      '@playwright/test/cli.js',
      'test',
      '--config=e2e/playwright.config.ts',
      '--reporter=list,json',
    ],
    count: countPlaywright,
  },
  images: {
    title: 'The images, under Docker',
    needs: [],
    folder: 'docker/test',
    config: 'images.mjs',
    command: (report) => [join(root, 'docker/test/run.mjs'), report],
    count: (report) => ({ ...report, skipped: 0 }),
  },
};

const engines = {
  redis: {
    // A server that is already there, or a program with which the tests start their own.
    given: 'TEST_REDIS_URL',
    found: 'REDIS_SERVER_PATH',
    programs: ['redis-server'],
    debian: 'redis-server',
    advice:
      'The tests need a Redis. Install redis-server (version 7 or newer) so that it is on the PATH, or set ' +
      'TEST_REDIS_URL to a server whose data may be lost.',
  },
  nginx: {
    given: 'NGINX_PATH',
    found: 'NGINX_PATH',
    programs: ['nginx'],
    debian: 'nginx-light',
    advice:
      'The tests need nginx, which serves the console in its container. Install it so that it is on the PATH, or set ' +
      'NGINX_PATH to the program.',
  },
  pgbouncer: {
    given: 'PGBOUNCER_PATH',
    found: 'PGBOUNCER_PATH',
    programs: ['pgbouncer'],
    debian: 'pgbouncer',
    advice:
      'The tests need PgBouncer, through which many processes share a few connections to PostgreSQL. Install it (version ' +
      '1.18 or newer) so that it is on the PATH, or set PGBOUNCER_PATH to the program.',
  },
  faketime: {
    given: 'FAKETIME_PATH',
    found: 'FAKETIME_PATH',
    programs: ['faketime'],
    debian: 'faketime',
    advice:
      'The tests need faketime, which sets the clock back for the processes under test. Install it so that it is on the ' +
      'PATH, or set FAKETIME_PATH to the program.',
  },
  chromium: {
    given: 'CHROMIUM_PATH',
    found: 'CHROMIUM_PATH',
    // The shell is the same engine without the windows that nobody sees: a third less of processor for a page.
    programs: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    debian: 'chromium-headless-shell',
    advice:
      'The tests need Chromium. Install it so that it is on the PATH, or set CHROMIUM_PATH to the program.',
  },
};

await main(async () => {
  onStop(
    (signal) => {
      signalAll(signal);
      void allEnded(PATIENCE_MS).then(quit);
    },
    () => quit(),
  );
  const names = chosenSuites();
  const total = { passed: 0, failed: [], flaky: [], skipped: 0, notTested: [] };
  const add = ({ passed, failed, flaky = [], skipped, notTested }) => {
    total.passed += passed;
    total.failed.push(...failed);
    total.flaky.push(...flaky);
    total.skipped += skipped;
    if (notTested) total.notTested.push(notTested);
  };
  try {
    const node = await prepare();
    for (const engine of new Set(names.flatMap((name) => suites[name].needs))) await provide(engines[engine]);
    for (const name of names) if (!stopRequested()) add(await runSuite(node, name));
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    add(failure(`\n${error.message}\n\nNo test ran.`));
  }
  if (stopRequested()) return;
  tidyUp();
  if (total.passed + total.failed.length === 0) add(failure('No test ran.'));
  // A suite's own account of a failure may stand thousands of lines above.
  if (total.flaky.length > 0)
    console.log(`\nFailed, and passed when tried again:\n\n${total.flaky.join('\n\n')}`);
  if (total.failed.length > 0) console.log(`\nFailed:\n\n${total.failed.join('\n\n')}`);
  for (const reason of total.notTested) console.log(`\n${reason}`);
  console.log(
    `\n${total.passed} passed, ${total.failed.length} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
  );
  process.exitCode = total.failed.length > 0 ? 1 : 0;
});
tidyUp();

function chosenSuites() {
  const names = process.argv.slice(2);
  const unknown = names.filter((name) => !(name in suites));
  if (unknown.length > 0) {
    throw new Stop(
      `There is no suite "${unknown.join('", "')}"; there are ${Object.keys(suites).join(', ')}.`,
    );
  }
  return names.length > 0 ? names : Object.keys(suites);
}

/** Sees to it that an engine is there. Tests that need it are never skipped. */
async function provide({ given, found, programs, debian, advice }) {
  if (process.env[given]) return;
  if (!programs.some(onPath)) {
    if (process.getuid?.() !== 0 || !onPath('apt-get')) throw new Stop(advice);
    console.log(`Installing ${debian} …`);
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    for (const args of [['update'], ['install', '-y', '--no-install-recommends', debian]]) {
      const { code, output } = await run('apt-get', args, { env });
      if (code !== 0) throw new Stop(`${output.trim()}\n\n${debian} could not be installed. ${advice}`);
    }
  }
  process.env[found] = programs.map(onPath).find(Boolean);
}

function onPath(program) {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, program + suffix))
    .find((path) => existsSync(path));
}

async function runSuite(node, name) {
  const { title, folder, config, command, count } = suites[name];
  console.log(`\n── ${title} (${name})`);
  if (!existsSync(join(root, folder, config))) return failure(`${folder}/${config} does not exist.`);

  const report = join(scratch, `${name}.json`);
  const [program, ...args] = command(report);
  const { code } = await run(node, [resolve(packages, program), ...args], {
    cwd: join(root, folder),
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, TMPDIR: scratch, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  if (stopRequested()) return nothing;
  if (!existsSync(report)) return failure(`The suite ended with code ${code} and without a report.`);

  const counted = count(JSON.parse(readFileSync(report, 'utf8')));
  // This machine is not made for it, which says nothing about the code.
  if (counted.notTested) return { ...counted, notTested: `The images were not tested: ${counted.notTested}` };
  // A file that can't be loaded holds no test that could fail, and an error may come after the last one.
  if (code !== 0 && counted.failed.length === 0)
    return failure(`The suite ended with code ${code}.`, counted);
  if (counted.passed + counted.failed.length === 0) return failure('The suite executed no test.', counted);
  return counted;
}

/** What did not do its work counts as one failed test. */
function failure(reason, counted = nothing) {
  console.error(`\n${reason} It counts as failed.`);
  return { ...counted, failed: [reason] };
}

function countVitest({ numPassedTests, numPendingTests, numTodoTests, testResults }) {
  return {
    passed: numPassedTests,
    failed: testResults.flatMap(({ name, status, message, assertionResults }) => {
      if (status === 'failed' && assertionResults.length === 0) return [told(name, message)];
      return assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => told(`${name} › ${fullName}`, failureMessages[0]));
    }),
    skipped: numPendingTests + numTodoTests,
  };
}

/** A flaky test failed, and passed when it was tried again. */
function countPlaywright({ suites, stats: { expected, flaky, skipped } }) {
  const ended = (how) =>
    specsWithin(suites).flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === how)
        .map(({ results }) => {
          const failure = results.findLast(({ error }) => error);
          return `${told(`${file} › ${title}`, failure?.error?.message)}${pageOf(failure)}`;
        }),
    );
  return { passed: expected + flaky, failed: ended('unexpected'), flaky: ended('flaky'), skipped };
}

/** What stood on the page when a test failed: the screenshots are gone with the machine that made them. */
function pageOf(result) {
  const path = result?.attachments.find(({ name }) => name === 'error-context')?.path;
  if (!path || !existsSync(path)) return '';
  const [page = ''] = /^ *- main[^]*?(?=^```)/m.exec(readFileSync(path, 'utf8')) ?? [];
  return `\n${page.slice(0, SHOWN_OF_A_PAGE)}`;
}

function specsWithin(suites = []) {
  return suites.flatMap(({ specs, suites }) => [...specs, ...specsWithin(suites)]);
}

function told(title, message = '') {
  return `${title.replace(`${root}/`, '')}\n${message.slice(0, SAID_OF_A_FAILURE)}`.trim();
}

function quit() {
  signalAll('SIGKILL');
  tidyUp();
  process.exit(130);
}

/** A database server does not end with the test that started it, when that was killed. */
function tidyUp() {
  if (!existsSync(scratch)) return;
  for (const path of readdirSync(scratch, { recursive: true })) {
    if (!path.endsWith('postmaster.pid')) continue;
    const pid = readFileSync(join(scratch, path), 'utf8').split('\n')[0];
    // A killed server leaves the file behind, and its number may be another's by now.
    if (commandLine(pid).includes(scratch)) process.kill(Number(pid), 'SIGQUIT');
  }
  rmSync(scratch, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}

function commandLine(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    return execFileSync('ps', ['-p', pid, '-o', 'args='], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
