// `npm run test:images`: builds and runs the images with a real Docker Engine and Compose. The machine's own where there is
// one; otherwise Debian's, in a root with mount, pid and network namespaces of its own, over stand-ins for the base images.
// Nothing of it outlives this process: the namespaces end with their first process, and that ends with us, even when we
// are killed. The network is slirp4netns', in user space, so the machine's own interfaces and rules stay as they are.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allEnded, onStop, run, signalAll, start, stopRequested } from '../../scripts/children.mjs';
import { findNode, install, main, root, Stop } from '../../scripts/prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const PREFIX = 'ticketiq-images-';
const PATIENCE_MS = 60_000;
/** The engine's, then those of the stand-ins, which are made from the same root. */
const PACKAGES = [
  ...[
    'docker.io',
    'docker-cli',
    'docker-buildx',
    'docker-compose',
    'iptables',
    'iproute2',
    'ca-certificates',
  ],
  ...[
    'git',
    'mount',
    'passwd',
    'util-linux',
    'nginx-light',
    'postgresql-18',
    'redis-server',
    'prometheus',
    'busybox',
  ],
];
const CERTIFICATES = '/etc/ssl/certs/ca-certificates.crt';

/** Where `npm test` wants to find what passed and what failed. */
const [report] = process.argv.slice(2);
const since = Date.now();

let work;
let ownRoot = false;
onStop(
  async (signal) => {
    // The engine in its own root ends with its first process. The machine's own still has containers to be removed.
    signalAll(ownRoot ? 'SIGKILL' : signal);
    await allEnded(PATIENCE_MS);
    quit();
  },
  () => quit(),
);

await main(async () => {
  await install();
  const node = findNode();
  try {
    removeLeftovers();
    work = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    // The commands run as another user than root.
    chmodSync(work, 0o711);
    takeSources();
    if (await hasEngine()) {
      // The tests start as ticketiq, and remove the data of that name in the end.
      if ((await run('docker', ['volume', 'inspect', 'ticketiq_postgres'])).code === 0) {
        throw new Stop(
          'Docker on this machine has data of TicketIQ, which the tests would remove. Use another machine.',
        );
      }
      await ended(start(node, [join(here, 'images.mjs'), work], { stdio: ['ignore', 'inherit', 'inherit'] }));
    } else await runInOwnRoot(node);
    const counted = join(work, 'report.json');
    if (!existsSync(counted) && !stopRequested())
      throw new Stop('The engine did not start; its reason stands above.');
    if (report) copyFileSync(counted, report);
  } catch (error) {
    // What was interrupted fails, of course.
    if (stopRequested()) return;
    const reason = error instanceof Stop ? error.message : error.stack;
    console.error(reason);
    console.log('\n0 passed, 1 failed');
    if (report) writeFileSync(report, JSON.stringify({ passed: 0, failed: [`Images\n${reason}`] }));
    process.exitCode = 1;
  } finally {
    if (!stopRequested()) tidyUp();
  }
});

async function hasEngine() {
  const answers = await Promise.all([run('docker', ['info']), run('docker', ['compose', 'version'])]);
  return answers.every(({ code }) => code === 0);
}

/** Where this machine has its own packages from. */
function debianMirror() {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN)|$(REPO_URI)'], {
    encoding: 'utf8',
  });
  const [, mirror] = /^Debian\|(?!\S*security)(\S+)$/m.exec(targets) ?? [];
  if (!mirror) throw new Stop('No mirror of Debian is known here; run `apt-get update` first.');
  return mirror;
}

async function runInOwnRoot(node) {
  if (process.platform !== 'linux' || process.getuid() !== 0 || !existsSync('/usr/bin/apt-get')) {
    throw new Stop(
      'Start Docker with Compose, or run this as root on Debian: there it brings an engine of its own.',
    );
  }
  ownRoot = true;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const step = async (command, args) => {
    const { code, output } = await run(command, args, { env });
    if (code !== 0) throw new Stop(`${command} ${args[0]} failed:\n${output.slice(-2000)}`);
  };
  const missing = ['mmdebstrap', 'slirp4netns'].filter((name) => !existsSync(`/usr/bin/${name}`));
  if (missing.length > 0) {
    await step('apt-get', ['update']);
    await step('apt-get', ['install', '-y', '--no-install-recommends', ...missing]);
  }
  console.log('Preparing an engine and stand-ins for the base images from Debian packages …');
  const engine = join(work, 'engine');
  await step('mmdebstrap', [
    ...['--variant=minbase', `--include=${PACKAGES.join()}`],
    // A mirror may be a snapshot of some weeks ago, and nothing here has to survive a power cut.
    ...['--aptopt=Acquire::Check-Valid-Until "false"', '--dpkgopt=force-unsafe-io'],
    ...['man', 'doc', 'locale'].map((name) => `--dpkgopt=path-exclude=/usr/share/${name}/*`),
    '--setup-hook=mkdir -p "$1/etc/postgresql-common"',
    '--setup-hook=echo "create_main_cluster = false" > "$1/etc/postgresql-common/createcluster.conf"',
    // The originals' health checks use busybox's.
    '--customize-hook=ln -s busybox "$1/usr/bin/wget"',
    ...['forky', engine, debianMirror()],
  ]);
  prepareContext(node, join(work, 'context'));
  copyFileSync(node, join(engine, 'usr/local/bin/node'));
  console.log(`… done in ${Math.round((Date.now() - since) / 1000)} s`);

  const inside = start(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', 'unshare', '--mount', '--pid', '--net', '--fork', '--kill-child', '--'],
      ...['sh', join(here, 'enter.sh'), engine, root, work],
      ...['node', '/repository/docker/test/images.mjs', work, '--stand-ins'],
    ],
    { stdio: ['ignore', 'inherit', 'inherit'], env: { TERM: 'dumb' } },
  );
  const network = start(
    'setpriv',
    [
      '--pdeathsig',
      'KILL',
      'sh',
      '-c',
      `until [ "$(readlink /proc/${inside.pid}/ns/net)" != "$(readlink /proc/self/ns/net)" ]; do sleep 0.1; done; exec slirp4netns --configure --mtu=1400 --disable-host-loopback ${inside.pid} tap0`,
    ],
    { stdio: 'ignore' },
  );
  await ended(inside);
  network.kill('SIGKILL');
}

async function ended(child) {
  process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

/**
 * The working tree as it would be committed, and the state of this branch before its newest migration, whose schema is
 * another one. Commits that came by a merge are passed over, since one of them alone may not compile.
 */
function takeSources() {
  const git = (...args) =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', maxBuffer: 1 << 28 }).trim();
  const source = join(work, 'source');
  const files = git('ls-files', '-z', '--cached', '--others', '--exclude-standard').split('\0');
  for (const file of files.filter((path) => path && existsSync(join(root, path))))
    cpSync(join(root, file), join(source, file));
  const added = git(
    ...[
      'log',
      '-1',
      '--first-parent',
      '--diff-merges=first-parent',
      '--diff-filter=A',
      '--no-patch',
      '--format=%H',
    ],
    ...['--', 'backend/src/database/migrations'],
  );
  mkdirSync(join(work, 'previous'));
  execFileSync('sh', ['-c', `git -C '${root}' archive ${added}~1 | tar -x -C '${join(work, 'previous')}'`]);
}

function prepareContext(node, folder) {
  cpSync(join(here, 'stand-ins'), folder, { recursive: true });
  copyFileSync(node, join(folder, 'node'));
  const npm = dirname(
    dirname(execFileSync('sh', ['-c', 'readlink -f "$(command -v npm)"'], { encoding: 'utf8' }).trim()),
  );
  execFileSync('tar', ['-C', dirname(npm), '-cf', join(folder, 'npm.tar'), 'npm']);
  for (const [name, source] of [
    ['npmrc', join(homedir(), '.npmrc')],
    ['certificates.pem', CERTIFICATES],
  ]) {
    if (existsSync(source)) copyFileSync(source, join(folder, name));
    else writeFileSync(join(folder, name), '');
  }
}

/** What a killed run has left: files, and empty control groups. */
function removeLeftovers() {
  removeControlGroups();
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${PREFIX}(\\d+)-`).exec(name) ?? [];
    if (pid && !existsSync(`/proc/${pid}`))
      rmSync(join(tmpdir(), name), { recursive: true, force: true, maxRetries: 5 });
  }
}

function quit() {
  signalAll('SIGKILL');
  tidyUp();
  process.exit(130);
}

function tidyUp() {
  if (!work) return;
  rmSync(work, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 });
  removeControlGroups();
}

/** They stay when their processes have ended. Those of another run are in use, and are refused. */
function removeControlGroups() {
  // One hierarchy, or one for each resource.
  execFileSync('sh', [
    '-c',
    'find /sys/fs/cgroup/ticketiq-images /sys/fs/cgroup/*/ticketiq-images -depth -type d -exec rmdir {} + 2>/dev/null || true',
  ]);
}
