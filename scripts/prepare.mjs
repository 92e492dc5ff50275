// Installs what is missing and builds what is stale. Runs before the install with the machine's own Node.js:
// plain JavaScript without packages.
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run, stopRequested } from './children.mjs';
import { hashOf, isBuiltFrom, parts, writeStamp } from './parts.mjs';

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
    buildPackages(node).then(() => buildPart(node, parts.service)),
    buildPart(node, parts.console),
  ]);
}

/** The packages of the service, whose types its compiler reads from their builds. */
export async function buildPackages(node) {
  await buildPart(node, parts['bundled-model']);
  await buildPart(node, parts['embedded-postgres']);
}

/** Builds unless the output is from the same inputs. */
async function buildPart(node, part) {
  const hash = hashOf(root, part);
  if (isBuiltFrom(root, part, hash)) return;

  const done = progress(`Building the ${part.title}`);
  const [program, ...args] = part.command;
  const cwd = join(root, part.folder);
  const { code, output: said } = await run(node, [join(packages, program), ...args], { cwd });
  if (code !== 0)
    throw new Stop(
      `${said.trim()}\n\nThe ${part.title} could not be built; see the compiler's output above.`,
    );
  writeStamp(root, part, hash);
  done();
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
