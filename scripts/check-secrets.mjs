// Part of `npm run check`: finds passwords, keys and tokens in every file that git tracks or would track. .secretlintrc.json has
// the rules, .secretlintignore the files with made-up secrets.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './children.mjs';
import { root } from './prepare.mjs';

const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
});
// The list includes files with an uncommitted deletion.
const files = listed.split('\0').filter((file) => file && existsSync(join(root, file)));
const secretlint = join(root, 'node_modules', 'secretlint', 'bin', 'secretlint.js');
// An ignored file may still be tracked.
const options = ['--no-glob', '--no-gitignore', '--no-color', '--no-terminalLink'];
const { code, output } = await run(process.execPath, [secretlint, ...options, ...files], { cwd: root });
console.log(output);
process.exitCode = code;
