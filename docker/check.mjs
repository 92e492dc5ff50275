// `node docker/check.mjs`: checks the images without a Docker engine. It runs the COPY and RUN instructions of each Dockerfile in
// clean folders, with the files that git does not ignore, starts the service from the result with the PostgreSQL in
// DATABASE_URL, if set, and prints sizes and times. It needs a network and some minutes, so it is not part of the tests. It
// does not check the base images or the build by an engine: the commands use this machine's Node.js, npm and C library.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { carryOut, checkOut } from './stages.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'ticketiq-docker-'));
const seconds = (since) => `${((Date.now() - since) / 1000).toFixed(1)} s`;
const megabytes = (path) => `${execFileSync('du', ['-sm', path], { encoding: 'utf8' }).split('\t')[0]} MB`;

try {
  const context = checkOut(join(scratch, 'context'));
  const backend = carryOut('docker/backend.Dockerfile', context, scratch, { report: console.log });
  console.log(`${megabytes(backend)}  what the backend adds to its base image\n`);
  await startService(join(backend, 'app'));
  const console_ = carryOut('docker/console.Dockerfile', context, scratch, { report: console.log });
  if (!existsSync(join(console_, 'srv/console/index.html')))
    throw new Error('The console has no index.html.');
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** Starts the service with the files of the image only. */
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
