// Runs the COPY and RUN instructions of a Dockerfile in clean folders, without a Docker engine.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instructionsOf } from './dockerfile.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Copies the files that neither git nor .dockerignore ignores. @returns the folder */
export function checkOut(folder) {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  }).split('\0');
  const patterns = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n');
  const sent = patterns.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
  for (const file of files.filter(Boolean)) {
    const wanted = sent.some((path) => file === path || file.startsWith(`${path}/`));
    if (wanted && !file.endsWith('.spec.ts') && existsSync(join(root, file))) {
      cpSync(join(root, file), join(folder, file));
    }
  }
  return folder;
}

/**
 * Runs the stages of a Dockerfile up to the named one, each in its own folder under `scratch`. @returns the folder of the
 * last one
 */
export function carryOut(dockerfile, context, scratch, { upTo, report = () => undefined } = {}) {
  const stages = new Map();
  let stage, workdir;
  const env = { ...process.env };
  for (const { name, text, flags, words } of instructionsOf(readFileSync(join(root, dockerfile), 'utf8'))) {
    if (name === 'FROM') {
      const [base, , alias] = words;
      if (upTo && stages.has(upTo)) return stages.get(upTo);
      stage = join(scratch, basename(dockerfile), alias ?? 'final');
      if (stages.has(base)) cpSync(stages.get(base), stage, { recursive: true, verbatimSymlinks: true });
      else mkdirSync(stage, { recursive: true });
      stages.set(alias ?? 'final', stage);
      workdir ??= '/';
    } else if (name === 'WORKDIR') {
      workdir = words[0];
      mkdirSync(join(stage, workdir), { recursive: true });
    } else if (name === 'ENV') {
      const [variable, value] = text.split('=');
      // For the build stages only; those of the last stage are for the service.
      env[variable] = value;
    } else if (name === 'COPY') {
      const from = flags.from ? stages.get(flags.from) : context;
      const target = words.at(-1);
      for (const source of words.slice(0, -1)) {
        const path = join(from, source);
        const into = join(stage, target.startsWith('/') ? '' : workdir, target);
        // Docker's rules: the contents of a folder, or a file into a folder with a trailing slash.
        const isFile = statSync(path).isFile();
        cpSync(path, isFile && /\/$/.test(target) ? join(into, basename(source)) : into, {
          recursive: true,
          verbatimSymlinks: true,
        });
      }
    } else if (name === 'RUN') {
      const since = Date.now();
      execFileSync('sh', ['-c', text], {
        cwd: join(stage, workdir),
        env,
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      report(`${((Date.now() - since) / 1000).toFixed(1)} s`.padStart(8) + `  ${text}`);
    }
  }
  return stage;
}
