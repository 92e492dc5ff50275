import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { eventually, freePort } from './engines.ts';
import { substitute } from './substitute.ts';

const CONFIGURATION = new URL('../../../docker/nginx.conf', import.meta.url);
const API = new URL('../../../docker/api.conf', import.meta.url);
const run = promisify(execFile);

export interface Nginx {
  url: string;
  stop: () => Promise<void>;
}

/**
 * A real nginx with the image's configuration; only ports, folders and the number of servers differ.
 */
export async function startNginx(
  serviceUrls: string[],
  consoleFiles: string,
  serverOptions = '',
): Promise<Nginx> {
  const binary = process.env.NGINX_PATH ?? 'nginx';
  const folder = await mkdtemp(join(tmpdir(), 'ticketiq-nginx-'));
  await mkdir(join(folder, 'tmp'));
  const port = await freePort();
  const servers = serviceUrls.map((url) => `server ${new URL(url).host}${serverOptions};`).join(' ');
  const upstream = substitute(readFileSync(API, 'utf8'), [['server api:8000 resolve max_fails=0;', servers]]);
  const configured = substitute(readFileSync(CONFIGURATION, 'utf8'), [
    // First, since the checkout may be in it.
    [' /tmp/', ` ${folder}/tmp/`],
    ['listen 5173;', `listen 127.0.0.1:${port};`],
    ['include api.conf;', upstream],
    ['root /srv/console;', `root ${consoleFiles};`],
  ]);
  // Started by root, it would read the files as another user without access to the checkout.
  const configuration = process.getuid?.() === 0 ? `user root;\n${configured}` : configured;
  const file = join(folder, 'nginx.conf');
  await writeFile(file, configuration);

  const args = ['-c', file, '-p', folder, '-e', 'stderr'];
  try {
    await run(binary, ['-t', ...args]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(
      'The tests need nginx. Install it so that it is on the PATH (on Debian: apt-get install nginx-light), or set ' +
        'NGINX_PATH to the program.',
      { cause: error },
    );
  }
  const child = spawn(binary, [...args, '-g', 'daemon off;'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await eventually('nginx serves', async () => (await fetch(url)).ok);
  } catch (error) {
    await stop();
    throw new Error(`nginx did not serve. It said: ${said}`, { cause: error });
  }
  return { url, stop };
}
