// `node docker/check.mjs`: what can be tried of the images where there is no Docker engine. It carries out each
// Dockerfile's COPY and RUN lines in clean folders, from the files that git does not ignore, starts the service from the result
// against the PostgreSQL in DATABASE_URL, if that is given, and prints sizes and times. It needs a network and some
// minutes, so it is not among the tests. What it cannot tell: whether the base images have what the Dockerfiles expect
// of them, and whether an engine builds the images; the commands run on this machine's Node.js, npm and C library.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { instructionsOf } from './dockerfile.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const scratch = mkdtempSync(join(tmpdir(), 'ticketiq-docker-'));
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const megabytes = (path) => `${execFileSync('du', ['-sm', path], { encoding: 'utf8' }).split('\t')[0]} MB`;

try {
  const context = checkOut(join(scratch, 'context'));
  const backend = carryOut('docker/backend.Dockerfile', context);
  await startService(join(backend, 'app'));
  const console_ = carryOut('docker/console.Dockerfile', context);
  if (!existsSync(join(console_, 'srv/console/index.html')))
    throw new Error('The console has no index.html.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** The files of the working tree that git does not ignore, less what .dockerignore holds back. */
function checkOut(folder) {
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

/** Carries out all stages of a Dockerfile, each in a folder of its own; gives the last one's. */
function carryOut(dockerfile, context) {
  const stages = new Map();
  let stage, workdir;
  const env = { ...process.env };
  for (const { name, text, flags, words } of instructionsOf(readFileSync(join(root, dockerfile), 'utf8'))) {
    if (name === 'FROM') {
      const [base, , alias] = words;
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
      console.log(`${seconds(since).padStart(8)}  ${text}`);
    }
  }
  console.log(`${megabytes(stage).padStart(8)}  what ${dockerfile} adds to its base image\n`);
  return stage;
}

/** The service runs on what is in the image, and on nothing else. */
async function startService(app) {
  const { DATABASE_URL, PATH } = process.env;
  if (!DATABASE_URL) return console.log('DATABASE_URL is not set, so the service was not started.\n');
  const since = Date.now();
  const env = { PATH, DATABASE_URL, PORT: '0', NODE_ENV: 'production' };
  const service = spawn('node', ['backend/dist/main.js'], {
    cwd: app,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of service.stdout) {
    output += chunk;
    const [, port] = /ready at http:\/\/localhost:(\d+)/.exec(output) ?? [];
    if (!port) continue;
    const { status } = await fetch(`http://127.0.0.1:${port}/api/health/ready`);
    console.log(`${seconds(since).padStart(8)}  until the service answered ${status} to /api/health/ready\n`);
    service.kill();
  }
  if (!output.includes('ready at')) throw new Error(`The service did not start:\n${output}`);
}
