// Carries out a Dockerfile's COPY and RUN lines in clean folders, where there is no Docker engine.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instructionsOf } from './dockerfile.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The files of the working tree that git does not ignore, less what .dockerignore holds back. */
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
 * Carries out the stages of a Dockerfile up to the named one, each in a folder of its own under `scratch`; gives the last
 * one's.
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
      // In the build stages only; what is in the last one is for the service.
      env[variable] = value;
    } else if (name === 'COPY') {
      const from = flags.from ? stages.get(flags.from) : context;
      const target = words.at(-1);
      for (const source of words.slice(0, -1)) {
        const path = join(from, source);
        const into = join(stage, target.startsWith('/') ? '' : workdir, target);
        // As Docker does it: a folder's contents, or a file into a folder that is named with a slash at its end.
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
