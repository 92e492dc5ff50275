import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { requireBuilds, staleParts } from '../../scripts/parts.mjs';

let root: string;
beforeEach(async () => (root = await mkdtemp(join(tmpdir(), 'ticketiq-parts-'))));
afterEach(() => rm(root, { recursive: true }));

async function write(path: string, second: number, content = ''): Promise<void> {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), content);
  await utimes(join(root, path), second, second);
}

it('a build is stale if it is missing, or older than a source', async () => {
  await write('backend/src/main.ts', 100);
  expect(staleParts(root, ['service'])).toEqual(['service']);
  await write('backend/dist/main.js', 101);
  expect(staleParts(root, ['service'])).toEqual([]);
  await write('backend/src/new.ts', 102);
  expect(staleParts(root, ['service'])).toEqual(['service']);
});

it('a spec does not make a build stale', async () => {
  await write('backend/src/main.ts', 100);
  await write('backend/dist/main.js', 101);
  await write('backend/src/main.spec.ts', 102);
  expect(staleParts(root, ['service'])).toEqual([]);
});

it('test runners refuse a stale build and name the command', async () => {
  await write('packages/bundled-model/src/index.ts', 100);
  expect(() => requireBuilds(root, ['bundled-model', 'service'])).toThrow(
    'The build of the package bundled-model, the service is missing or older than its sources. Run `npm run build` first',
  );
});
