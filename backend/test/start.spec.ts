import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findPostmaster } from '@ticketiq/embedded-postgres';
import { ADMIN } from './support/service.ts';
import { Api } from './support/api.ts';
import { eventually, freePort } from './support/engines.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Launched {
  child: ChildProcess;
  output: () => string;
}

/** What `npm start` runs. */
function launch(settings: Record<string, string>): Launched {
  const child = spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LOG_LEVEL: 'warn', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return { child, output: () => output };
}

describe('npm start', { timeout: 120_000 }, () => {
  let dataDir: string;
  let port: number;
  let api: Api;
  const settings = (): Record<string, string> => ({
    DATA_DIR: dataDir,
    PORT: String(port),
    ADMIN_EMAIL: ADMIN.email,
    ADMIN_PASSWORD: ADMIN.password,
  });
  const ready = (launched: Launched): Promise<boolean> =>
    eventually('it is ready', () => launched.output().includes('ready at'), 60);
  const serverStopped = (): Promise<boolean> =>
    eventually(
      'PostgreSQL has stopped',
      async () => (await findPostmaster(join(dataDir, 'postgres'))) === null,
    );

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'ticketiq-start-'));
    port = await freePort();
    api = new Api(`http://127.0.0.1:${port}`);
  });
  afterAll(() => rm(dataDir, { recursive: true, force: true }));

  it('brings up everything from nothing, keeps a second start out, and stops all of it on SIGTERM', async () => {
    const first = launch(settings());
    await ready(first);
    api = await api.signIn(ADMIN);
    const { id } = await api.create();
    expect((await api.triaged(id)).triage.source).toBe('local');

    const second = launch({ ...settings(), PORT: String(await freePort()) });
    const [code] = (await once(second.child, 'exit')) as [number];
    expect(code).not.toBe(0);
    expect(second.output()).toContain('already uses the data directory');
    expect(second.output()).not.toContain('    at ');
    expect((await api.ticket(id)).id).toBe(id);

    first.child.kill('SIGTERM');
    expect(await once(first.child, 'exit')).toEqual([0, null]);
    expect(await serverStopped()).toBe(true);
    await expect(api.get('/api/health/live')).rejects.toThrow();
  });

  it('has what was there before, also after it was killed, and leaves nothing running', async () => {
    const killed = launch(settings());
    await ready(killed);
    const { id } = await api.createSettled({ title: 'Before the kill' });
    killed.child.kill('SIGKILL');
    // The service notices that its launcher is gone.
    await serverStopped();

    const again = launch(settings());
    await ready(again);
    expect((await api.ticket(id)).title).toBe('Before the kill');
    again.child.kill('SIGINT');
    expect(await once(again.child, 'exit')).toEqual([0, null]);
    await serverStopped();
  });

  it('stopped while it is starting, leaves nothing running either', async () => {
    const hasty = launch(settings());
    await eventually('the database is starting', async () => findPostmaster(join(dataDir, 'postgres')));
    hasty.child.kill('SIGINT');
    await once(hasty.child, 'exit');
    await serverStopped();
  });

  it('says in plain words that its port is taken', async () => {
    const first = launch(settings());
    await ready(first);
    const otherDir = await mkdtemp(join(tmpdir(), 'ticketiq-start-'));
    const second = launch({ ...settings(), DATA_DIR: otherDir });
    const [code] = (await once(second.child, 'exit')) as [number];
    expect(code).not.toBe(0);
    expect(second.output()).toContain(`${port}`);
    expect(second.output()).toContain('PORT');
    expect(second.output()).not.toContain('    at ');
    first.child.kill('SIGTERM');
    await once(first.child, 'exit');
    await rm(otherDir, { recursive: true, force: true });
  });
});
