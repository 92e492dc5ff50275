import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse } from 'yaml';
import { instructionsOf } from '../../docker/dockerfile.mjs';
import { Api, type Problem, type Ticket } from './support/api.ts';
import { startNginx, type Nginx } from './support/nginx.ts';
import { ADMIN, startService, type Service } from './support/service.ts';

/*
 * What can be told of the images and of the compose file without a Docker engine: that the file keeps to the Compose
 * specification and to our own rules, that what the Dockerfiles copy is there, that their health checks tell health,
 * and that the configuration of nginx does its work in a real nginx before the real service. Whether an engine builds
 * the images is not tested here; `node docker/check.mjs` at least carries out their commands.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { parseSettings, settingNames } = (await import(
  new URL('../dist/config/settings.js', import.meta.url).href
)) as typeof import('../src/config/settings.js');
const { RENAMED_SETTINGS } = (await import(
  new URL('../dist/config/deprecated-settings.js', import.meta.url).href
)) as typeof import('../src/config/deprecated-settings.js');

interface Container {
  image?: string;
  command?: string[];
  build?: { context: string; dockerfile: string };
  networks?: string[];
  user?: string;
  container_name?: string;
  network_mode?: string;
  ports?: string[];
  environment?: Record<string, string>;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  logging?: { options: Record<string, string> };
  restart?: string;
  read_only?: boolean;
  cap_drop?: string[];
  security_opt?: string[];
}

interface ComposeFile {
  services: Record<'console' | 'api' | 'worker' | 'database-role' | 'cli' | 'postgres' | 'redis', Container>;
  networks: Record<string, { internal?: boolean; ipam?: { config: { subnet: string }[] } } | null>;
}

const { services, networks } = parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;
const dockerfiles = ['backend', 'console', 'prometheus', 'grafana'].map(
  (name) => `docker/${name}.Dockerfile`,
);

/** The last one of its kind wins, as in a build. */
const lastOf = (dockerfile: string, name: string): string =>
  instructionsOf(read(dockerfile)).findLast((instruction) => instruction.name === name)?.text ?? '';

describe('docker-compose.yml', () => {
  it('keeps to the Compose specification', async () => {
    const dclint = join(ROOT, 'node_modules/dclint/bin/dclint.cjs');
    const { stdout } = await run(process.execPath, [
      dclint,
      '--formatter=json',
      join(ROOT, 'docker-compose.yml'),
    ]);
    // Its other rules are of taste, such as the order of keys.
    const faults = (JSON.parse(stdout) as { messages: { rule: string; type: string }[] }[])
      .flatMap(({ messages }) => messages)
      .filter(({ rule, type }) => rule === 'invalid-schema' || type === 'error');
    expect(faults).toEqual([]);
  });

  it('lets only this machine in, at the console and nowhere else', () => {
    const published = Object.entries(services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(published).toEqual(['console 127.0.0.1:5173:5173']);
  });

  it('starts any number of workers', () => {
    const { container_name, ports, network_mode } = services.worker;
    expect({ container_name, ports, network_mode }).toEqual({});
  });

  it('starts the service once its engines are healthy', () => {
    const healthy = { condition: 'service_healthy' };
    for (const { depends_on } of [services.api, services.worker]) {
      expect(depends_on).toEqual({
        postgres: healthy,
        redis: healthy,
        'database-role': { condition: 'service_completed_successfully' },
      });
    }
  });

  it('gives the service an ordinary role in its database before it starts, with nothing but the address', () => {
    const { command, depends_on, environment, networks, restart } = services['database-role'];
    const { DATABASE_URL, PGPASSWORD } = services.api.environment!;
    expect({ command, depends_on, environment, networks, restart }).toEqual({
      command: ['node', 'backend/dist/cli/service-role-command.js'],
      depends_on: { postgres: { condition: 'service_healthy' } },
      environment: { DATABASE_URL, PGPASSWORD },
      networks: ['data'],
      restart: 'no',
    });
  });

  /** What people talk to, and what it stands on; the operator's commands end by themselves. */
  const lasting = Object.entries(services).filter(([name]) => !['cli', 'database-role'].includes(name));

  it.each(lasting)('tells the health of %s', (_, { healthcheck, build }) => {
    expect(healthcheck?.test ?? lastOf(build!.dockerfile, 'HEALTHCHECK')).toBeTruthy();
  });

  it.each(Object.entries(services).filter(([name]) => name !== 'cli'))(
    'gives %s no more than it needs',
    (name, container) => {
      expect(container).toMatchObject({
        restart: name === 'database-role' ? 'no' : 'unless-stopped',
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        logging: { options: { 'max-size': '10m', 'max-file': '5' } },
      });
      // nginx-unprivileged brings its user with it.
      const dockerfile = container.build?.dockerfile ?? 'docker/backend.Dockerfile';
      const user = container.user ?? lastOf(dockerfile, 'USER');
      expect(user || lastOf(dockerfile, 'FROM')).toMatch(
        /^(postgres|redis|node|nginxinc\/nginx-unprivileged:.*)$/,
      );
    },
  );

  it('takes its secrets from outside, and names all of them while one is missing', () => {
    const required = ['POSTGRES_PASSWORD', 'REDIS_PASSWORD', 'JWT_SECRET', 'ADMIN_EMAIL', 'ADMIN_PASSWORD'];
    const insists = (value: string | undefined, name: string): void => {
      const [, variable, message] = /^\$\{([A-Z_]+):\?(.*)\}$/.exec(value ?? '') ?? [];
      expect(variable).toBe(name);
      for (const each of required) expect(message).toContain(each);
    };
    insists(services.postgres.environment!.POSTGRES_PASSWORD, 'POSTGRES_PASSWORD');
    insists(services.redis.environment!.REDISCLI_AUTH, 'REDIS_PASSWORD');
    for (const secret of ['JWT_SECRET', 'ADMIN_EMAIL', 'ADMIN_PASSWORD']) {
      insists(services.api.environment![secret], secret);
      expect(services.worker.environment).not.toHaveProperty(secret);
      expect(services.cli.environment).not.toHaveProperty(secret);
    }
    for (const { environment } of [services.api, services.worker, services.cli]) {
      insists(environment!.PGPASSWORD, 'POSTGRES_PASSWORD');
      insists(environment!.REDIS_PASSWORD, 'REDIS_PASSWORD');
      // A password in an address would have to be escaped.
      expect(environment!.DATABASE_URL).not.toContain('$');
      expect(environment!.REDIS_URL).not.toContain('$');
      expect(environment!.GEMINI_API_KEY).toBe('${GEMINI_API_KEY:-}');
    }
  });

  it('lets the console reach the api alone, and trusts the network that they share', () => {
    expect(services.console.networks).toEqual(['edge']);
    const onEdge = Object.entries(services).filter(([, { networks = ['default'] }]) =>
      networks.includes('edge'),
    );
    expect(onEdge.map(([name]) => name).sort()).toEqual(['api', 'console']);
    for (const { networks } of [services.postgres, services.redis]) expect(networks).toEqual(['data']);
    expect(networks.data!.internal).toBe(true);
    const subnet = networks.edge!.ipam!.config[0]!.subnet;
    expect(services.api.environment!.TRUSTED_PROXIES).toBe(`\${TRUSTED_PROXIES:-${subnet}}`);
  });

  it.each(['docker-compose.yml', ...readdirSync(join(ROOT, 'docker')).map((name) => `docker/${name}`)])(
    '%s names each image by an exact version',
    (path) => {
      if (!/(Dockerfile|\.yml)$/.test(path)) return;
      const stages = [...read(path).matchAll(/^FROM \S+ AS (\S+)/gm)].map(([, stage]) => stage!);
      const images = [...read(path).matchAll(/^(?:FROM| +image:) (\S+)/gm)]
        .map(([, image]) => image!)
        .filter((image) => !['ticketiq-backend', ...stages].includes(image));
      expect(images.filter((image) => !/:(v?\d+\.\d+|bookworm-\d{8})/.test(image))).toEqual([]);
    },
  );

  it('passes on every setting that is not its own to make', () => {
    const own = ['DATABASE_URL', 'PGPASSWORD', 'REDIS_URL', 'REDIS_PASSWORD'];
    const fixed = ['PORT', 'DATA_DIR'];
    /** What only a process that people talk to has. */
    const ofTheApi = [
      'HOST',
      'TRUSTED_PROXIES',
      'JWT_SECRET',
      'ADMIN_EMAIL',
      'ADMIN_PASSWORD',
      'RATE_LIMIT_PER_MINUTE',
    ];
    const known = [...settingNames(), ...Object.keys(RENAMED_SETTINGS)];
    const passed = known.filter((name) => ![...own, ...fixed, ...ofTheApi].includes(name));
    for (const { environment } of [services.api, services.worker]) {
      expect(environment).toMatchObject(Object.fromEntries(passed.map((name) => [name, `\${${name}:-}`])));
    }
    expect(Object.keys(services.worker.environment!).sort()).toEqual([...passed, ...own].sort());
    expect(Object.keys(services.api.environment!).sort()).toEqual([...passed, ...own, ...ofTheApi].sort());
  });

  it('finds a worker healthy while it has its engines, and not without them', async () => {
    const redis = createServer().listen(0, '127.0.0.1');
    await once(redis, 'listening');
    const env = {
      DATABASE_URL: inject('postgresUrl'),
      REDIS_URL: `redis://127.0.0.1:${(redis.address() as AddressInfo).port}`,
    };
    expect(await exitCodeOf(services.worker.healthcheck!.test, env)).toBe(0);
    redis.close();
    await once(redis, 'close');
    expect(await exitCodeOf(services.worker.healthcheck!.test, env)).toBe(1);
  });
});

describe('.env.example', () => {
  const lines = read('.env.example').split('\n');
  const named = lines.flatMap((line) => /^(?:# )?([A-Z0-9_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
  const values = Object.fromEntries(
    named.flatMap((name, i) => (i % 2 ? [] : [[name, named[i + 1]!]])),
  ) as Record<string, string>;

  it('keeps every default when it is loaded as it is', async () => {
    const script = `process.loadEnvFile(${JSON.stringify(join(ROOT, '.env.example'))}); console.log(JSON.stringify(process.env))`;
    const { stdout } = await run(process.execPath, ['-e', script], { env: {} });
    expect(parseSettings(JSON.parse(stdout) as NodeJS.ProcessEnv)).toEqual(parseSettings({}));
  });

  it('names every setting, and none that does not exist', () => {
    expect(Object.keys(values).sort()).toEqual(
      [...settingNames(), 'POSTGRES_PASSWORD', 'EDGE_SUBNET'].sort(),
    );
  });

  it('shows the default of each setting that has one', () => {
    const examples = ['DATABASE_URL', 'REDIS_URL', 'EDGE_SUBNET'];
    const shown = Object.fromEntries(Object.entries(values).filter(([name]) => !examples.includes(name)));
    expect(parseSettings(shown)).toEqual(parseSettings({}));
    for (const [name, value] of Object.entries(parseSettings({})) as [string, string | number | string[]][]) {
      expect(values[name], name).toBe(String(value));
    }
  });
});

describe.each(dockerfiles)('%s', (dockerfile) => {
  const instructions = instructionsOf(read(dockerfile));
  const sources = instructions
    .filter(({ name, flags }) => name === 'COPY' && !flags.from)
    .flatMap(({ words }) => words.slice(0, -1));

  it('copies files that are there, and that .dockerignore lets through', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
    const sent = read('.dockerignore').match(/(?<=^!).*/gm);
    const isSent = (path: string): boolean | undefined =>
      sent?.some((each) => path === each || path.startsWith(`${each}/`));
    expect(sources.filter((path) => !isSent(path))).toEqual([]);
  });

  it('copies from stages that exist', () => {
    const stages = instructions.filter(({ name }) => name === 'FROM').map(({ words }) => words[2]);
    const used = instructions.flatMap(({ flags }) => flags.from ?? []);
    expect(used.filter((stage) => !stages.includes(stage))).toEqual([]);
  });

  it('runs scripts that exist', () => {
    const { scripts } = JSON.parse(read('frontend/package.json')) as { scripts: Record<string, string> };
    const commands = instructions.filter(({ name }) => ['RUN', 'CMD'].includes(name));
    for (const { text } of commands) {
      const [, script] = /npm run (\S+) --workspace frontend/.exec(text) ?? [];
      if (script) expect(scripts).toHaveProperty(script);
      const [, entry] = /backend\/dist\/([\w-]+)\.js/.exec(text) ?? [];
      if (entry) expect(existsSync(join(ROOT, `backend/src/${entry}.ts`)), entry).toBe(true);
    }
  });

  it('has no secret in it', () => {
    expect(read(dockerfile)).not.toMatch(/^\s*(ARG|ENV)\b.*(PASSWORD|SECRET|KEY|TOKEN)/im);
    expect(sources.filter((path) => /(^|\/)\.env/.test(path))).toEqual([]);
  });
});

describe('nginx before the service', () => {
  const hashed = /-[\w-]{8}\.\w+$/;
  let service: Service;
  let nginx: Nginx;
  let api: Api;
  let consoleFiles: string;

  beforeAll(async () => {
    const built = join(ROOT, 'frontend/dist/browser');
    consoleFiles = existsSync(join(built, 'index.html')) ? built : await tinyConsole();
    service = await startService();
    nginx = await startNginx([service.url], consoleFiles);
    api = await new Api(nginx.url).signIn(ADMIN);
  });
  afterAll(async () => {
    await nginx?.stop();
    if (service?.running()) await service.stop();
  });

  const page = (path: string): ReturnType<Api['get']> => api.get(path, { headers: { accept: 'text/html' } });

  it('serves the first page for every address that is the console’s own to understand', async () => {
    const { text } = await page('/');
    expect(text).toContain('<tiq-root>');
    for (const path of ['/inbox', '/tickets/1042', '/board?status=open']) {
      const answer = await page(path);
      expect([answer.status, answer.headers.get('content-type'), answer.text]).toEqual([
        200,
        'text/html; charset=utf-8',
        text,
      ]);
    }
  });

  it('does not serve the first page for a file that is gone', async () => {
    const { status, headers, body } = await api.get<Problem>('/chunk-AbCdEfGh.js');
    expect([status, headers.get('cache-control'), body.code]).toEqual([404, 'no-store', 'request.not_found']);
    expect(body.instance).toBe('/chunk-AbCdEfGh.js');
  });

  it('has files cached for ever whose name changes with their content, and asks again for all others', async () => {
    const names = readdirSync(consoleFiles).filter((name) => !name.startsWith('.'));
    expect(names.filter((name) => hashed.test(name)).length).toBeGreaterThan(0);
    for (const name of [...names, '', 'inbox']) {
      const { headers } = await api.get(`/${name}`);
      expect(headers.get('cache-control'), name).toBe(
        hashed.test(name) ? 'public, max-age=31536000, immutable' : 'no-cache',
      );
    }
  });

  it('finds no hash in the name of a file that has none', () => {
    const own = readdirSync(join(ROOT, 'frontend/public'), { recursive: true, encoding: 'utf8' });
    expect(own.filter((name) => hashed.test(name))).toEqual([]);
  });

  it('tells the browser to trust nothing but the console’s own files', async () => {
    const { headers, text } = await page('/inbox');
    expect(headers.get('content-security-policy')).toMatch(/script-src 'self';.*frame-ancestors 'none'/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    // What the policy forbids must not be in the page.
    expect(text).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=/i);
  });

  it.each([
    ['https', true],
    ['HTTPS', true],
    ['https, http', true],
    ['http', false],
    ['http, https', false],
    ['httpsx', false],
    [undefined, false],
  ])('passes on the protocol that a proxy before it names: %s', async (protocol, isSecure) => {
    const headers = { ...(protocol && { 'x-forwarded-proto': protocol }), origin: 'http://localhost' };
    for (const path of ['/', '/inbox', '/chunk-AbCdEfGh.js', '/api/health/live']) {
      const answer = await api.get(path, { headers });
      const hsts = answer.headers.get('strict-transport-security');
      if (path !== '/api/health/live')
        expect([path, hsts]).toEqual([path, isSecure ? 'max-age=31536000' : null]);
      for (const name of ['x-content-type-options', 'strict-transport-security', 'referrer-policy'])
        expect([path, name, answer.headers.get(name) ?? '']).toEqual([
          path,
          name,
          expect.not.stringContaining(','),
        ]);
    }
  });

  it('compresses the console', async () => {
    const largest = readdirSync(consoleFiles).find((name) => name.startsWith('main-'));
    const { headers } = await api.get(`/${largest}`, { headers: { 'accept-encoding': 'gzip' } });
    expect(headers.get('content-encoding')).toBe('gzip');
  });

  it('hands /api to the service, with what the caller sent', async () => {
    const ticket = await api.createSettled({ title: 'Printer on fire', tags: ['urgent'] });
    expect(await service.api.ticket(ticket.id)).toEqual(ticket);
    expect((await api.list('tag=urgent')).results).toEqual([ticket]);
    expect((await api.get<Problem>('/api/nothing')).body).toMatchObject({
      status: 404,
      code: 'request.not_found',
    });
    expect((await api.get<Problem>('/api')).body).toMatchObject({ status: 404, code: 'request.not_found' });
    expect((await page('/api/docs')).text).toContain('swagger-ui');
  });

  it('keeps an ETag with which a ticket can be changed, however long the ticket is', async () => {
    const { id } = await api.createSettled({ description: 'It happens again and again. '.repeat(500) });
    const { headers } = await api.get(`/api/tickets/${id}`, { headers: { 'accept-encoding': 'gzip' } });
    const { status } = await api.call<Ticket>(
      'PATCH',
      `/api/tickets/${id}`,
      { priority: 'high' },
      { headers: { 'if-match': headers.get('etag')! } },
    );
    expect(status).toBe(200);
  });

  it('passes the request’s id on, and gives one to a request that has none', async () => {
    const given = await api.get('/api/health/live', { headers: { 'x-request-id': 'from-a-test' } });
    expect(given.headers.get('x-request-id')).toBe('from-a-test');
    const bare = await api.get('/api/health/live');
    expect(bare.headers.get('x-request-id')).toMatch(/^[\da-f]{32}$/);
  });

  it('does not show the metrics to whoever comes through it', async () => {
    expect((await page('/metrics')).status).toBe(404);
  });

  it('passes events on at once', async () => {
    const abort = new AbortController();
    const stream = await fetch(`${nginx.url}/api/events`, {
      headers: api.authorization,
      signal: abort.signal,
    });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const { id } = await api.createSettled();
    const since = Date.now();
    let received = '';
    const decoder = new TextDecoder();
    const timeout = setTimeout(
      () => abort.abort(new Error(`Nothing within a second but: ${received}`)),
      1000,
    );
    for await (const chunk of stream.body!) {
      received += decoder.decode(chunk as Uint8Array, { stream: true });
      if (new RegExp(`event: ?ticket.created\\n.*"id":${id}\\b`, 's').test(received)) break;
    }
    clearTimeout(timeout);
    expect(Date.now() - since).toBeLessThan(1000);
  });

  it('refuses a body over 1 MiB as the service does, and lets the service judge what is not over it', async () => {
    const body = (bytes: number): string => JSON.stringify({ title: 'x'.repeat(bytes - 12) });
    const limit = 1024 * 1024;
    const post = (target: Api, bytes: number): Promise<{ status: number; headers: Headers; body: Problem }> =>
      target.call<Problem>('POST', '/api/tickets', undefined, { raw: body(bytes) });
    const throughNginx = await post(api, 2 * limit);
    expect(throughNginx.status).toBe(413);
    expect(throughNginx.headers.get('content-type')).toBe('application/problem+json');
    expect(throughNginx.body).toEqual((await post(service.api, limit + 1)).body);
    expect((await post(api, limit)).status).toBe(400);
  });

  it('refuses in the service’s form what it refuses itself', async () => {
    const tooLong = await api.get<Problem>(`/api/tickets?search=${'x'.repeat(20_000)}`);
    expect([tooLong.status, tooLong.body.code]).toEqual([414, 'input.too_large']);
    const notReadable = await api.call<Problem>('POST', '/inbox', {});
    expect([notReadable.status, notReadable.body.code]).toEqual([405, 'request.method_not_allowed']);
    expect(notReadable.headers.get('allow')).toBe('GET, HEAD');
    const noHttp = await problemAfter('GARBAGE\r\n');
    expect([noHttp.status, noHttp.body.code]).toEqual([400, 'input.invalid']);
  });

  it('says in the format of the service that it is unavailable, and still serves the console', async () => {
    await service.stop();
    for (const path of ['/api/tickets?status=open', '/api/events']) {
      const answer = await api.get<Problem>(path, { headers: { 'x-request-id': 'from-a-test' } });
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect(answer.headers.get('retry-after')).toBe('5');
      expect(answer.headers.get('x-request-id')).toBe('from-a-test');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.body).toEqual({
        type: 'about:blank',
        title: 'Service Unavailable',
        status: 503,
        detail: expect.stringContaining('unavailable') as string,
        instance: path.split('?')[0],
        code: 'server.unavailable',
      });
      expect(answer.status).toBe(503);
    }
    expect((await page('/inbox')).status).toBe(200);
  });

  it('never lets an address break the answer’s JSON', async () => {
    const { status, body } = await problemAfter('GET /api/"},{" HTTP/1.1\r\nHost: localhost\r\n');
    expect([status, body.instance]).toEqual([503, '']);
  });

  /** Sends what no well-behaved client would. */
  async function problemAfter(head: string): Promise<{ status: number; body: Problem }> {
    const socket = connect(Number(new URL(nginx.url).port), '127.0.0.1');
    socket.write(`${head}Connection: close\r\n\r\n`);
    const answer = (await socket.toArray()).join('');
    expect(answer).toContain('Content-Type: application/problem+json');
    return {
      status: Number(answer.split(' ')[1]),
      body: JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as Problem,
    };
  }
});

describe('the health check of the api’s image', () => {
  it('finds the api healthy while it serves, and not when it is gone', async () => {
    const [, command] = /CMD (\[.*\])$/.exec(lastOf('docker/backend.Dockerfile', 'HEALTHCHECK')) ?? [];
    const check = ['CMD', ...(JSON.parse(command!) as string[])];
    const service = await startService();
    const env = { PORT: new URL(service.url).port };
    expect(await exitCodeOf(check, env)).toBe(0);
    await service.stop();
    expect(await exitCodeOf(check, env)).toBe(1);
  });
});

/** Runs a health check as Docker would: its exit code is the health. */
async function exitCodeOf(
  [kind, program, ...args]: string[],
  env: Record<string, string>,
): Promise<number | null> {
  expect([kind, program]).toEqual(['CMD', 'node']);
  const child = spawn(process.execPath, args, { env, stdio: 'ignore' });
  await once(child, 'exit');
  return child.exitCode;
}

/** As much of a console as nginx can tell from the real one. */
async function tinyConsole(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ticketiq-console-'));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><tiq-root></tiq-root><script src="main-AbCdEf12.js"></script>',
  );
  await writeFile(join(folder, 'main-AbCdEf12.js'), '// nothing\n'.repeat(500));
  await writeFile(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  return folder;
}
