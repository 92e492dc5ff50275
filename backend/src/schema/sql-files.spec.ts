import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { REPOSITORIES, sqlFile } from '../../test/support/repositories.ts';
import { StatementRecorder } from '../../test/support/statement-recorder.ts';

const SOURCE = new URL('..', import.meta.url).pathname;
const SQL = new URL('../../sql/', import.meta.url).pathname;

let recorder: StatementRecorder;
beforeAll(async () => (recorder = await StatementRecorder.create()));

it('every repository is recorded', () => {
  const files = globSync('**/*.repository.ts', { cwd: SOURCE });
  const recorded = REPOSITORIES.map(({ path }) => path);
  expect(recorded.toSorted()).toEqual(files.toSorted());
});

it('there is no file of a repository that no longer exists', () => {
  const written = globSync('*.sql', { cwd: SQL });
  const expected = REPOSITORIES.map(({ path }) => `${basename(path, '.ts')}.sql`);
  expect(written.filter((file) => !expected.includes(file))).toEqual([]);
});

describe.each(REPOSITORIES)('$path', (repository) => {
  it('has its statements in a file of the folder sql', async () => {
    const file = `${SQL}${basename(repository.path, '.ts')}.sql`;
    await expect(await sqlFile(repository, recorder)).toMatchFileSnapshot(file);
  });
});
