/** Fails if the generated client in src/app/api is out of date. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frontend = fileURLToPath(new URL('..', import.meta.url));
const fresh = mkdtempSync(join(tmpdir(), 'ticketiq-api-'));
try {
  generate('ng-openapi-gen', '--config', 'ng-openapi-gen.json', '--output', fresh, '--silent', 'true');
  generate(
    process.execPath,
    'scripts/generate-vocabulary.mjs',
    '../backend/openapi.json',
    join(fresh, 'vocabulary.ts'),
  );
  const expected = filesIn(fresh);
  const present = filesIn(join(frontend, 'src/app/api'));
  const different = [...new Set([...expected.keys(), ...present.keys()])].filter(
    (name) => expected.get(name) !== present.get(name),
  );
  if (different.length) {
    console.error(
      `The generated client is out of date; run "npm run api:generate -w frontend":\n  ${different.join('\n  ')}`,
    );
    process.exitCode = 1;
  } else {
    console.log(`The generated client is up to date (${expected.size} files).`);
  }
} finally {
  rmSync(fresh, { recursive: true, force: true });
}

function generate(program, ...args) {
  const run = spawnSync(program, args, { cwd: frontend, encoding: 'utf8' });
  if (run.error || run.status !== 0) throw new Error(`The generator failed: ${run.error ?? run.stderr}`);
}

function filesIn(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(
    names.map((each) => {
      const path = join(each.parentPath, each.name);
      return [path.slice(folder.length + 1), readFileSync(path, 'utf8')];
    }),
  );
}
