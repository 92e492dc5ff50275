// `npm test`: installs missing packages, builds what is stale, runs the suites and counts the tests. CONTRIBUTING.md lists
// the suites and the arguments, such as `npm test -- e2e tickets`.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { allEnded, onStop, run, signalAll, stopRequested } from './children.mjs';
import { requireEngine } from './engines.mjs';
import { main, prepare, root, Stop } from './prepare.mjs';
import { selectTests } from './select-tests.mjs';

/** The temporary folder of all tests, removed however they end. */
const scratch = mkdtempSync(join(tmpdir(), 'ticketiq-test-'));
// An engine that refuses to run as root reads its files in it as another user.
chmodSync(scratch, 0o711);
const packages = join(root, 'node_modules');
const STOP_TIMEOUT_MS = 30_000;
/** The result of a suite; `failed` has a text for each failed test. */
const nothing = { passed: 0, failed: [], skipped: 0 };
const MAX_MESSAGE_LENGTH = 1_500;
const MAX_PAGE_LENGTH = 3_000;

const vitest = (config, folder = 'backend') => ({
  folder,
  config,
  command: (report, files) => [
    'vitest/vitest.mjs',
    ...['run', '--config', config, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
    ...files,
  ],
  count: countVitest,
});

/**
 * `specs` are the folders of the spec files within `folder`; a suite without it can't be limited to files. A suite that mostly waits
 * runs `beside` the others, and its output is printed when it ends.
 */
const suites = {
  packages: {
    title: 'Packages, unit tests',
    needs: [],
    beside: true,
    specs: ['packages'],
    ...vitest('packages/vitest.config.ts', '.'),
  },
  unit: {
    title: 'Service, unit tests',
    needs: ['redis'],
    specs: ['src', 'tools'],
    ...vitest('vitest.config.ts'),
  },
  console: {
    title: 'Console, unit tests',
    needs: [],
    folder: 'frontend',
    config: 'angular.json',
    specs: ['src'],
    command: (report, files) => [
      '@angular/cli/bin/ng.js',
      ...['test', '--watch=false', '--reporters=default', '--reporters=json', `--output-file=${report}`],
      ...files.map((file) => `--include=${file}`),
    ],
    count: countVitest,
  },
  e2e: {
    title: 'Service, end-to-end tests',
    needs: ['redis', 'nginx', 'pgbouncer', 'faketime'],
    specs: ['test'],
    ...vitest('vitest.e2e.config.ts'),
  },
  browser: {
    title: 'Console, browser tests',
    needs: ['redis', 'chromium'],
    folder: 'frontend',
    config: 'e2e/playwright.config.ts',
    specs: ['e2e'],
    command: (_report, files) => [
      '@playwright/test/cli.js',
      'test',
      '--config=e2e/playwright.config.ts',
      '--reporter=list,json',
      ...files,
    ],
    count: countPlaywright,
  },
  images: {
    title: 'Container images, under Docker',
    needs: [],
    folder: 'docker/test',
    config: 'images.mjs',
    command: (report) => [join(root, 'docker/test/run.mjs'), report],
    count: (report) => ({ ...report, skipped: 0 }),
  },
};

await main(async () => {
  onStop(
    (signal) => {
      signalAll(signal);
      void allEnded(STOP_TIMEOUT_MS).then(quit);
    },
    () => quit(),
  );
  const selected = selectTests(process.argv.slice(2), specFiles());
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
    for (const engine of new Set(selected.flatMap(({ name }) => suites[name].needs))) requireEngine(engine);
    const others = selected.filter(({ name }) => suites[name].beside);
    const beside = others.length < selected.length ? others : [];
    const ended = beside.map(({ name, files }) => runSuite(node, name, files, { quiet: true }));
    for (const { name, files } of selected.filter((suite) => !beside.includes(suite)))
      if (!stopRequested()) add(await runSuite(node, name, files));
    for (const suite of ended) add(await suite);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    add(failure(`\n${error.message}\n\nNo tests ran.`));
  }
  if (stopRequested()) return;
  tidyUp();
  if (total.passed + total.failed.length === 0) add(failure('No tests ran.'));
  // The suite's own report of a failure may be thousands of lines above.
  if (total.flaky.length > 0)
    console.log(`\nFlaky (failed, then passed on retry):\n\n${total.flaky.join('\n\n')}`);
  if (total.failed.length > 0) console.log(`\nFailed:\n\n${total.failed.join('\n\n')}`);
  for (const reason of total.notTested) console.log(`\n${reason}`);
  console.log(
    `\n${total.passed} passed, ${total.failed.length} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`,
  );
  process.exitCode = total.failed.length > 0 ? 1 : 0;
});
tidyUp();

/** The spec files of each suite, relative to its folder. */
function specFiles() {
  return Object.fromEntries(
    Object.entries(suites).map(([name, { folder, specs = [] }]) => [
      name,
      specs.flatMap((parent) =>
        readdirSync(join(root, folder, parent), { recursive: true })
          .filter((path) => path.endsWith('.spec.ts'))
          .map((path) => `${parent}/${path.replaceAll('\\', '/')}`)
          .sort(),
      ),
    ]),
  );
}

async function runSuite(node, name, files = [], { quiet = false } = {}) {
  const { title, folder, config, command, count } = suites[name];
  console.log(`\n── ${title} (${name})${quiet ? ', beside the next suites' : ''}`);
  if (!existsSync(join(root, folder, config))) return failure(`${folder}/${config} does not exist.`);

  const report = join(scratch, `${name}.json`);
  const [program, ...args] = command(report, files);
  const since = Date.now();
  const { code, output } = await run(node, [resolve(packages, program), ...args], {
    cwd: join(root, folder),
    stdio: ['ignore', ...(quiet ? ['pipe', 'pipe'] : ['inherit', 'inherit'])],
    env: { ...process.env, TMPDIR: scratch, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  if (stopRequested()) return nothing;
  if (quiet) console.log(`\n── ${title} (${name}), its output\n${output}`);
  console.log(`\n── ${title} (${name}) took ${Math.round((Date.now() - since) / 1000)} s`);
  if (!existsSync(report)) return failure(`The suite exited with code ${code} and wrote no report.`);

  const counted = count(JSON.parse(readFileSync(report, 'utf8')));
  // The machine can't run the suite, which is no failure of the code.
  if (counted.notTested) return { ...counted, notTested: `The images were not tested: ${counted.notTested}` };
  // A file that can't be loaded has no failed test, and an error may occur after the last test.
  if (code !== 0 && counted.failed.length === 0)
    return failure(`The suite exited with code ${code}.`, counted);
  if (counted.passed + counted.failed.length === 0) return failure('The suite ran no tests.', counted);
  return counted;
}

/** A suite that could not run counts as one failed test. */
function failure(reason, counted = nothing) {
  console.error(`\n${reason} It counts as failed.`);
  return { ...counted, failed: [reason] };
}

function countVitest({ numPassedTests, numPendingTests, numTodoTests, testResults }) {
  return {
    passed: numPassedTests,
    failed: testResults.flatMap(({ name, status, message, assertionResults }) => {
      if (status === 'failed' && assertionResults.length === 0) return [describeFailure(name, message)];
      return assertionResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => describeFailure(`${name} › ${fullName}`, failureMessages[0]));
    }),
    skipped: numPendingTests + numTodoTests,
  };
}

/** A flaky test failed and passed on retry. */
function countPlaywright({ suites, stats: { expected, flaky, skipped } }) {
  const ended = (how) =>
    specsWithin(suites).flatMap(({ file, title, tests }) =>
      tests
        .filter(({ status }) => status === how)
        .map(({ results }) => {
          const failure = results.findLast(({ error }) => error);
          return `${describeFailure(`${file} › ${title}`, failure?.error?.message)}${pageOf(failure)}`;
        }),
    );
  return { passed: expected + flaky, failed: ended('unexpected'), flaky: ended('flaky'), skipped };
}

/** The content of the page when a test failed; screenshots are deleted with the CI machine. */
function pageOf(result) {
  const path = result?.attachments.find(({ name }) => name === 'error-context')?.path;
  if (!path || !existsSync(path)) return '';
  const [page = ''] = /^ *- main[^]*?(?=^```)/m.exec(readFileSync(path, 'utf8')) ?? [];
  return `\n${page.slice(0, MAX_PAGE_LENGTH)}`;
}

function specsWithin(suites = []) {
  return suites.flatMap(({ specs, suites }) => [...specs, ...specsWithin(suites)]);
}

function describeFailure(title, message = '') {
  return `${title.replace(`${root}/`, '')}\n${message.slice(0, MAX_MESSAGE_LENGTH)}`.trim();
}

function quit() {
  signalAll('SIGKILL');
  tidyUp();
  process.exit(130);
}

/** A database server outlives a test that was killed. */
function tidyUp() {
  if (!existsSync(scratch)) return;
  for (const path of readdirSync(scratch, { recursive: true })) {
    if (!path.endsWith('postmaster.pid')) continue;
    const pid = readFileSync(join(scratch, path), 'utf8').split('\n')[0];
    // A killed server leaves its file behind, and the process id may have been reused.
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
