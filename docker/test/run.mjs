// `npm run test:images`: builds and runs the images with a real Docker Engine and Compose: the machine's own if there is one;
// otherwise Debian's, in a root with its own mount, pid and network namespaces, with stand-ins for the base images. Nothing
// outlives this process: the namespaces end with their first process, which ends with this one, even if it is killed. The
// network is provided by slirp4netns in user space, so the machine's interfaces and rules do not change.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { freemem, homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { allEnded, onStop, run, signalAll, start, stopRequested } from '../../scripts/children.mjs';
import { aptGet, hasDocker, requireEngine } from '../../scripts/engines.mjs';
import { findNode, install, main, root, Stop } from '../../scripts/prepare.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const PREFIX = 'ticketiq-images-';
const STOP_TIMEOUT_MS = 60_000;
/** Packages of the engine, then of the stand-ins, which are built from the same root. */
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
/** The engine writes some 4 GB. In memory this is faster, and needs no removal. */
const MEMORY_FOR_IMAGES = 12 * 1024 ** 3;

/** The file in which `npm test` expects the result, or the reason why nothing was tested. */
const [report] = process.argv.slice(2);

/** The machine can't run the tests, which does not count as a failure. */
class Impossible extends Stop {}

let work;
let ownRoot = false;
onStop(
  async (signal) => {
    // An engine in its own root ends with its first process. With the machine's own, containers have to be removed.
    signalAll(ownRoot ? 'SIGKILL' : signal);
    await allEnded(STOP_TIMEOUT_MS);
    quit();
  },
  () => quit(),
);

await main(async () => {
  await install();
  const node = findNode();
  try {
    const engine = await findEngine();
    removeLeftovers();
    work = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
    // The commands run as an unprivileged user.
    chmodSync(work, 0o711);
    takeSources();
    if (engine.own) await runInOwnRoot(node, engine.mirror);
    else
      await ended(start(node, [join(here, 'images.mjs'), work], { stdio: ['ignore', 'inherit', 'inherit'] }));
    const counted = join(work, 'report.json');
    if (!existsSync(counted) && !stopRequested())
      throw new Stop('The engine did not start; see its output above.');
    if (report) copyFileSync(counted, report);
  } catch (error) {
    // Errors after an interruption are expected.
    if (stopRequested()) return;
    const reason = error instanceof Stop ? error.message : error.stack;
    process.exitCode = 1;
    if (error instanceof Impossible) {
      if (report) writeFileSync(report, JSON.stringify({ passed: 0, failed: [], notTested: reason }));
      else console.error(`The images were not tested: ${reason}`);
      return;
    }
    console.error(reason);
    if (report) writeFileSync(report, JSON.stringify({ passed: 0, failed: [`Images\n${reason}`] }));
    else console.log('\n0 passed, 1 failed');
  } finally {
    if (work && !stopRequested()) await timed('Removing temporary files', tidyUp);
  }
});

async function timed(name, work) {
  const since = Date.now();
  const result = await work();
  console.log(`${name} … done in ${((Date.now() - since) / 1000).toFixed(1)} s`);
  return result;
}

/**
 * Finds the machine's engine, or checks the requirements of an engine in its own root.
 *
 * @throws Impossible
 */
async function findEngine() {
  if (await hasDocker()) {
    // The tests use the project name ticketiq, and remove everything with that name at the end.
    const label = 'label=com.docker.compose.project=ticketiq';
    const { output } = await run('docker', ['ps', '--all', '--quiet', '--filter', label]);
    if (output.trim() || (await run('docker', ['volume', 'inspect', 'ticketiq_postgres'])).code === 0)
      throw new Impossible('Docker on this machine runs a TicketIQ, which the tests would remove.');
    return { own: false };
  }
  const wanted = 'this requires Docker with Compose, or root on Debian for an engine in its own root';
  if (process.platform !== 'linux') throw new Impossible(`${wanted}.`);
  if (process.getuid() !== 0) throw new Impossible(`${wanted}.`);
  if (!existsSync('/usr/bin/apt-get')) throw new Impossible(`${wanted}; there is no apt-get.`);
  // The operations of enter.sh and the engine.
  const [command, ...args] = confined('--net');
  const tried = await run(command, [
    ...[...args, 'sh', '-euc'],
    `mount --make-rprivate /
    mount -t tmpfs tmpfs /mnt
    cd /mnt
    mkdir proc lower upper work merged
    mount -t proc proc proc
    mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged
    test -c /dev/net/tun || { echo "there is no /dev/net/tun" >&2; exit 1; }`,
  ]);
  if (tried.code !== 0)
    throw new Impossible(
      `the namespaces of an engine can't be created here (${tried.output.trim().split('\n').at(-1)}).`,
    );
  const mirror = debianMirror() ?? (await aptGet('update'), debianMirror());
  if (!mirror) throw new Impossible('apt on this machine has no Debian mirror.');
  return { own: true, mirror };
}

/** The package mirror of this machine; known after apt-get update. */
function debianMirror() {
  const targets = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN)|$(REPO_URI)'], {
    encoding: 'utf8',
  });
  return /^Debian\|(?!\S*security)(\S+)$/m.exec(targets)?.[1];
}

/** A command with its own namespaces, which end with it, with all processes and mounts in them. It ends with this process. */
function confined(option) {
  return [
    ...['setpriv', '--pdeathsig', 'KILL'],
    ...['unshare', '--mount', '--pid', '--fork', '--kill-child', option],
  ];
}

async function runInOwnRoot(node, mirror) {
  ownRoot = true;
  for (const engine of ['mmdebstrap', 'slirp4netns']) requireEngine(engine);
  prepareContext(node, join(work, 'context'));
  const [command, ...args] = confined('--mount-proc');
  const storage = freemem() > MEMORY_FOR_IMAGES ? 'memory' : 'disk';
  await ended(
    start(
      command,
      [
        ...[...args, 'sh', join(here, 'enter.sh'), work, root, node, storage, PACKAGES.join(), mirror],
        ...['node', '/repository/docker/test/images.mjs', work, '--stand-ins'],
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    ),
  );
}

async function ended(child) {
  process.exitCode = await new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

/** Copies the working tree as it would be committed. */
function takeSources() {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0');
  for (const file of files.filter((path) => path && existsSync(join(root, path))))
    cpSync(join(root, file), join(work, 'source', file));
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

/** Removes files and empty control groups of a killed run. */
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

/** Control groups outlive their processes. Those of another run are in use, so rmdir fails on them. */
function removeControlGroups() {
  // For cgroup v2, and v1 with one hierarchy per resource.
  execFileSync('sh', [
    '-c',
    'find /sys/fs/cgroup/ticketiq-images /sys/fs/cgroup/*/ticketiq-images -depth -type d -exec rmdir {} + 2>/dev/null || true',
  ]);
}
