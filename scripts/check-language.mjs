// Part of `npm run check`: finds the words of language.mjs in comments, docs and console texts. Prompts, phrase lists and
// test data are strings or data files, so they are not checked.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findWords, rules } from './language.mjs';
import { root } from './prepare.mjs';
import { proseOf } from './prose.mjs';

const LOCALES = {
  'frontend/src/locale/en.json': rules['english UI'],
  'frontend/src/locale/de.json': rules['german UI'],
};
/** Generated from backend/openapi.json. */
const GENERATED = 'frontend/src/app/api/';

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
const files = listed
  .split('\0')
  .filter((file) => file && !file.startsWith(GENERATED) && existsSync(join(root, file)));

for (const file of files) {
  const text = readFileSync(join(root, file), 'utf8');
  const prose = file in LOCALES ? text : proseOf(file, text);
  if (prose === undefined) continue;
  for (const { index, word, instead } of findWords(prose, LOCALES[file] ?? rules.english)) {
    const line = prose.slice(0, index).split('\n').length;
    console.error(`${file}:${line}: "${word}"; write: ${instead}`);
    process.exitCode = 1;
  }
}
