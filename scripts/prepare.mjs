// Installs what is missing and builds what is stale. Runs before the install with the machine's own Node.js:
// plain JavaScript without packages.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, stopRequested } from './children.mjs';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, 'node_modules');
const nodeForScripts = [20, 12];
const nodeForTicketIQ = [24, 15];

/** An error with a message for the user, printed without a stack. */
export class Stop extends Error {}

/** Runs a script's main function and prints its errors. */
export async function main(script) {
  try {
    await script();
  } catch (error) {
    // Errors after an interruption are expected.
    if (stopRequested()) return;
    console.error(error instanceof Stop ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

/** Installs and builds what is missing or stale. @returns the Node.js to run TicketIQ with */
export async function prepare() {
  await install();
  const node = findNode();
  await build(node);
  return node;
}

export async function install() {
  if (!isAtLeast(process.versions.node, nodeForScripts)) {
    throw new Stop(
      `TicketIQ needs Node.js ${nodeForScripts.join('.')} or newer to start; this is ${process.version}.`,
    );
  }
  process.env.NG_CLI_ANALYTICS = 'false';
  if (isInstalled()) return;

  const done = progress('Installing packages; the first time this takes about a minute');
  // npm itself runs on the machine's Node.js: the one in node_modules is about to be replaced.
  const { npm_node_execpath: npmsNode, npm_execpath: npm } = process.env;
  const [command, ...prefix] = npm && npmsNode && !npmsNode.startsWith(packages) ? [npmsNode, npm] : ['npm'];
  const args = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const { code, output } = await run(command, [...prefix, ...args], {
    cwd: root,
    shell: process.platform === 'win32' && command === 'npm',
    env: { ...process.env, PATH: pathWithout(packages) },
  });
  if (code !== 0) {
    throw new Stop(`${output.trim()}\n\nThe packages could not be installed; see npm's output above.`);
  }
  done();
}

/** Compares package-lock.json with npm's record of a completed install in node_modules. */
function isInstalled() {
  const note = join(packages, '.package-lock.json');
  if (!existsSync(note)) return false;
  const [wanted, installed] = [join(root, 'package-lock.json'), note].map(
    (path) => JSON.parse(readFileSync(path, 'utf8')).packages,
  );
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const there = installed[path];
    // Most optional packages are for other platforms.
    return there ? there.version === version : optional;
  });
}

/** The Node.js of the packages or, if there is none for this platform, the machine's own. */
export function findNode() {
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const brought = join(packages, name, 'bin', isWindows ? 'node.exe' : 'node');
  if (existsSync(brought)) {
    process.env.PATH = [dirname(brought), join(packages, '.bin'), process.env.PATH].join(delimiter);
    return brought;
  }
  if (isAtLeast(process.versions.node, nodeForTicketIQ)) return process.execPath;

  const wanted = nodeForTicketIQ.join('.');
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  throw new Stop(
    name in optionalDependencies
      ? `TicketIQ's Node.js is in the package ${name}, which is not installed; the install probably ran ` +
          `with --omit=optional. Run \`npm ci --include=optional\`, or use Node.js ${wanted} or newer.`
      : `TicketIQ needs Node.js ${wanted} or newer. There is no package for this platform (${name}), and this is ` +
          `${process.version}.`,
  );
}

export async function build(node) {
  await Promise.all([
    buildPackages(node).then(() =>
      buildPart(node, 'service', {
        // Nest's compiler settings are in the root folder.
        cwd: root,
        command: ['@nestjs/cli/bin/nest.js', 'build'],
        inputs: [
          'nest-cli.json',
          'backend/package.json',
          'backend/tsconfig.json',
          'backend/tsconfig.build.json',
          'backend/src',
        ],
        output: 'backend/dist',
      }),
    ),
    buildPart(node, 'console', {
      cwd: join(root, 'frontend'),
      command: ['@angular/cli/bin/ng.js', 'build'],
      inputs: [
        'frontend/angular.json',
        'frontend/package.json',
        'frontend/.postcssrc.json',
        'frontend/tsconfig.json',
        'frontend/tsconfig.app.json',
        'frontend/public',
        'frontend/src',
      ],
      output: 'frontend/dist',
    }),
  ]);
}

/** The packages of the service, whose types its compiler reads from their builds. */
export async function buildPackages(node) {
  for (const name of ['bundled-model', 'embedded-postgres']) {
    const folder = `packages/${name}`;
    await buildPart(node, `package ${name}`, {
      cwd: root,
      command: ['typescript/bin/tsc', '--project', `${folder}/tsconfig.build.json`],
      inputs: [
        'packages/tsconfig.json',
        `${folder}/tsconfig.build.json`,
        `${folder}/package.json`,
        `${folder}/src`,
      ],
      output: `${folder}/dist`,
    });
  }
}

/** Builds unless the output is from the same inputs; a file in the output has their hash. */
async function buildPart(node, name, { cwd, command, inputs, output }) {
  const stamp = join(root, output, '.built-from');
  const hash = hashOf([...inputs, 'package-lock.json']);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;

  const done = progress(`Building the ${name}`);
  const [program, ...args] = command;
  const { code, output: said } = await run(node, [join(packages, program), ...args], { cwd });
  if (code !== 0)
    throw new Stop(`${said.trim()}\n\nThe ${name} could not be built; see the compiler's output above.`);
  writeFileSync(stamp, hash);
  done();
}

function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap(filesUnder)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Specs are excluded, since they are not built. */
function filesUnder(path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats || path.endsWith('.spec.ts')) return [];
  if (stats.isFile()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesUnder(`${path}/${name}`));
}

function isAtLeast(version, [major, minor]) {
  const [theirMajor, theirMinor] = version.split('.').map(Number);
  return theirMajor > major || (theirMajor === major && theirMinor >= minor);
}

function pathWithout(folder) {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((entry) => !entry.startsWith(folder))
    .join(delimiter);
}

/** Prints a step, and every 15 seconds that it is still running. */
function progress(text) {
  const since = Date.now();
  const seconds = () => `${Math.round((Date.now() - since) / 1000)} s`;
  console.log(`${text} …`);
  const reminder = setInterval(() => console.log(`${text} … (${seconds()})`), 15_000);
  reminder.unref();
  return () => {
    clearInterval(reminder);
    console.log(`${text.split(';')[0]} … done in ${seconds()}`);
  };
}
