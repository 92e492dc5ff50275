// The built parts of TicketIQ, and whether a build is from the present sources. Plain JavaScript without packages, since it runs
// before the install.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const packagePart = (name) => {
  const folder = `packages/${name}`;
  return {
    title: `package ${name}`,
    folder: '.',
    command: ['typescript/bin/tsc', '--project', `${folder}/tsconfig.build.json`],
    inputs: [
      'packages/tsconfig.json',
      `${folder}/tsconfig.build.json`,
      `${folder}/package.json`,
      `${folder}/src`,
    ],
    output: `${folder}/dist`,
  };
};

/** `command` runs in `folder`; `inputs` are files and folders, relative to the root like `output`. */
export const parts = {
  'bundled-model': packagePart('bundled-model'),
  'embedded-postgres': packagePart('embedded-postgres'),
  service: {
    title: 'service',
    // Nest's compiler settings are in the root folder.
    folder: '.',
    command: ['@nestjs/cli/bin/nest.js', 'build'],
    inputs: [
      'nest-cli.json',
      'backend/package.json',
      'backend/tsconfig.json',
      'backend/tsconfig.build.json',
      'backend/src',
    ],
    output: 'backend/dist',
  },
  console: {
    title: 'console',
    folder: 'frontend',
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
  },
};

const stampOf = (root, { output }) => join(root, output, '.built-from');

/** @returns the stamp of an up-to-date build */
export function hashOf(root, { inputs }) {
  const hash = createHash('sha256');
  for (const path of [...inputs, 'package-lock.json'].flatMap((each) => filesUnder(root, each))) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

/** Whether the output was built from exactly these inputs. */
export function isBuiltFrom(root, part, hash) {
  const stamp = stampOf(root, part);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
}

export function writeStamp(root, part, hash) {
  writeFileSync(stampOf(root, part), hash);
}

/**
 * The titles of parts without a build, or with sources that are newer than it. A compiler that was started directly leaves no stamp,
 * so that the times of the files decide.
 */
export function staleParts(root, names) {
  return names
    .map((name) => parts[name])
    .filter((part) => !isBuiltFrom(root, part, hashOf(root, part)) && isOlder(root, part))
    .map(({ title }) => title);
}

/**
 * For test runners, which can be started without a build.
 *
 * @throws Error if a part is stale
 */
export function requireBuilds(root, names) {
  const stale = staleParts(root, names);
  if (stale.length === 0) return;
  throw new Error(
    `The build of the ${stale.join(', the ')} is missing or older than its sources. Run \`npm run build\` first; ` +
      '`npm test` does so by itself.',
  );
}

function isOlder(root, { inputs, output }) {
  const built = filesUnder(root, output).map((path) => statSync(join(root, path)).mtimeMs);
  const changed = inputs
    .flatMap((path) => filesUnder(root, path))
    .map((path) => statSync(join(root, path)).mtimeMs);
  return built.length === 0 || Math.max(...changed) > Math.max(...built);
}

/** Specs are excluded, since they are not built. */
function filesUnder(root, path) {
  const stats = statSync(join(root, path), { throwIfNoEntry: false });
  if (!stats || path.endsWith('.spec.ts')) return [];
  if (stats.isFile()) return [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}
