import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '#src/cli/command.js';
import { OperatorError } from '#src/common/operator-error.js';
import { checkFolder, type FolderResult } from './check-folder.ts';
import { reportTable } from './report.ts';
import { SUITES } from './suites.ts';

await runCommand({
  name: 'mail:corpus',
  usage: `FOLDER [--failures]

Parses each message of a corpus in a thread with 2 s and 200 MB, and compares the results with the expectations beside
the messages. FOLDER has the folders stalwart, enmime, forwards, replies and bounces.

--failures   also lists each difference`,
  positionals: [1, 1],
  options: { failures: { type: 'boolean', default: false } },
  run: async ({ options, positionals: [root], report }) => {
    const suites = SUITES.filter(({ folder }) => existsSync(join(root!, folder)));
    if (suites.length === 0) throw new OperatorError(`There is no corpus in ${root}.`);
    const results: FolderResult[] = [];
    for (const suite of suites) results.push(await checkFolder(join(root!, suite.folder), suite));
    report(reportTable(results));
    if (options.failures) report(results.flatMap(({ failures }) => failures).join('\n'));
    return results.some(({ crashes, timeouts }) => crashes + timeouts > 0) ? 'refused' : undefined;
  },
});
