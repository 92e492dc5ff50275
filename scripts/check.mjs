// `npm run check`: static checks. All of them run, even if one fails.
import { join, resolve } from 'node:path';
import { onStop, run, signalAll } from './children.mjs';
import { build, buildPackages, findNode, install, main, root } from './prepare.mjs';

const checks = {
  Format: ['prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'],
  Lint: ['eslint/bin/eslint.js', '--max-warnings=0', '.'],
  Types: ['typescript/bin/tsc', '--noEmit', '--project', 'backend'],
  'Types of the packages': ['typescript/bin/tsc', '--noEmit', '--project', 'packages'],
  'Types of the browser tests': ['typescript/bin/tsc', '--noEmit', '--project', 'frontend/e2e'],
  Imports: [
    'dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'backend/src',
    'packages',
    'frontend/src',
  ],
  'Generated client': [join(root, 'frontend', 'scripts', 'check-api.mjs')],
  'SQL files': [
    'vitest/vitest.mjs',
    'run',
    '--root=backend',
    '--update=none',
    'src/schema/sql-files.spec.ts',
  ],
  Texts: [join(root, 'frontend', 'scripts', 'check-locale.mjs')],
  Packages: [join(root, 'scripts', 'check-packages.mjs')],
  Secrets: [join(root, 'scripts', 'check-secrets.mjs')],
  Language: [join(root, 'scripts', 'check-language.mjs')],
  'Commit subjects': [join(root, 'scripts', 'check-commits.mjs')],
};

const quit = (signal) => {
  signalAll(signal);
  process.exit(130);
};
onStop(quit, quit);

await main(async () => {
  await install();
  const node = findNode();
  await buildPackages(node);
  // The tests of `.ci/run` come next. Lint alone takes the last third of the time, on one processor.
  const building = process.env.CI ? build(node) : undefined;
  building?.catch(() => undefined);
  const running = Object.entries(checks).map(([name, [program, ...args]]) => ({
    name,
    ended: run(node, [resolve(root, 'node_modules', program), ...args], { cwd: root }),
  }));
  for (const { name, ended } of running) {
    const { code, output } = await ended;
    console.log(code === 0 ? `${name}: passed` : `${name}: failed\n${output.trim()}`);
    if (code !== 0) process.exitCode = 1;
  }
  await building;
});
