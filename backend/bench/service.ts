import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Target } from './drive.ts';

const ADMIN = { email: 'admin@example.org', password: 'correct horse battery' };

export interface Running extends Target {
  stop: () => Promise<void>;
}

/** The built service over a database, signed in as its administrator. */
export async function startService(databaseUrl: string): Promise<Running> {
  const { child, port } = await started('../dist/main.js', {
    DATABASE_URL: databaseUrl,
    JWT_SECRET: 'only for the bench, and long enough for it',
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: 'warn',
    DRAIN_SECONDS: '0',
    // Who measures is one account at one address, and asks more than ten thousand times a minute.
    RATE_LIMIT_PER_MINUTE: '10000000',
  });
  const url = `http://127.0.0.1:${port}`;
  const { access_token } = await post<{ access_token: string }>(url, '/api/auth/login', ADMIN);
  // A session's token would expire under way.
  const { token } = await post<{ token: string }>(
    url,
    '/api/tokens',
    { name: 'bench', scope: 'write' },
    access_token,
  );
  return { url, pid: child.pid!, headers: { authorization: `Bearer ${token}` }, stop: () => stop(child) };
}

export async function startBareServer(databaseUrl: string): Promise<Running> {
  const { child, port } = await started('bare-server.ts', { DATABASE_URL: databaseUrl });
  return { url: `http://127.0.0.1:${port}`, pid: child.pid!, headers: {}, stop: () => stop(child) };
}

async function started(
  file: string,
  settings: Record<string, string>,
): Promise<{ child: ChildProcess; port: string }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(file, import.meta.url))], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const part of child.stdout) {
    output += part;
    const port = /ready at (?:http:\/\/localhost:)?(\d+)/.exec(output)?.[1];
    if (!port) continue;
    return { child, port };
  }
  throw new Error(`${file} ended:\n${output}`);
}

async function stop(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function post<Body>(url: string, path: string, body: unknown, token?: string): Promise<Body> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`POST ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Body;
}
