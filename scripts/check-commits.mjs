// Part of `npm run check`: the subjects of the latest commits follow Conventional Commits. `node scripts/check-commits.mjs
// main..HEAD` checks a range of your own.
//
// Commits up to the one that added this check to check.mjs are not checked. In a shallow clone that is the oldest one. If there
// are none after it, HEAD is checked.
import { execFileSync } from 'node:child_process';
import { subjectFaults } from './language.mjs';
import { root } from './prepare.mjs';

const MOST_COMMITS = 20;
function log(...args) {
  const output = execFileSync('git', ['log', '--no-merges', '--format=%h %s', ...args], {
    cwd: root,
    encoding: 'utf8',
  });
  return output.split('\n').filter(Boolean);
}

function latest() {
  const added = log('-Scheck-commits.mjs', '--', 'scripts/check.mjs').map((line) => `^${line.split(' ')[0]}`);
  const since = log(`--max-count=${MOST_COMMITS}`, 'HEAD', ...added);
  return since.length > 0 ? since : log('--max-count=1', 'HEAD');
}

const [range] = process.argv.slice(2);
for (const line of range ? log(range) : latest()) {
  const [hash, ...words] = line.split(' ');
  for (const fault of subjectFaults(words.join(' '))) {
    console.error(`${hash} ${words.join(' ')}: ${fault}`);
    process.exitCode = 1;
  }
}
