import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually, freePort } from './engines.ts';
import type { Nginx } from './nginx.ts';

/** A minimal nginx: `proxy_pass`, without headers about the client. */
export async function startPlainProxy(serviceUrl: string, options = ''): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketiq-proxy-'));
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  await writeFile(
    join(folder, 'nginx.conf'),
    // Started by root, it would run as another user without access to its folder.
    `${process.getuid?.() === 0 ? 'user root;' : ''}
     pid ${folder}/nginx.pid;
     events {}
     http {
       access_log off;
       ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
       server {
         listen 127.0.0.1:${port};
         ${options}
         location / { proxy_pass ${serviceUrl}; }
       }
     }`,
  );
  const args = ['-c', join(folder, 'nginx.conf'), '-p', folder, '-e', 'stderr', '-g', 'daemon off;'];
  const child = spawn(process.env.NGINX_PATH ?? 'nginx', args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const url = `http://127.0.0.1:${port}`;
  await eventually('nginx serves', async () => (await fetch(`${url}/api/health/live`)).ok);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      await once(child, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}
