import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import {
  manifestsIn,
  referenceFaults,
  typeFaults,
  type Container,
  type Deployment,
  type Manifest,
} from './support/kubernetes.ts';

/*
 * What can be told of the manifests without a cluster and without kustomize: that they keep to Kubernetes' types, that
 * they mean one another by the right names, and that they keep to our own rules. What kustomize makes of them is looked at
 * by `node backend/test/kubernetes-check.ts`, where there is a kubectl.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const { parseSettings, settingNames } = (await import(
  new URL('../dist/config/settings.js', import.meta.url).href
)) as typeof import('../src/config/settings.js');

interface Kustomization {
  namespace?: string;
  resources?: string[];
  components?: string[];
  images?: { name: string }[];
  configMapGenerator?: { name: string; literals?: string[]; files?: string[] }[];
}

const folders = ['base', 'components/autoscaling', 'components/monitoring', 'example']
  .map((folder) => `deploy/kubernetes/${folder}`)
  .concat('deploy/pgbouncer');
const kustomizations = Object.fromEntries(
  folders.map((folder) => [folder, parse(read(`${folder}/kustomization.yaml`)) as Kustomization]),
);
const manifests: Manifest[] = folders.flatMap((folder) =>
  (kustomizations[folder]!.resources ?? [])
    .filter((path) => path.endsWith('.yaml'))
    .flatMap((path) => manifestsIn(read(join(folder, path)))),
);
const generated = Object.values(kustomizations).flatMap(({ configMapGenerator = [] }) => configMapGenerator);
const deployments = manifests.filter(({ kind }) => kind === 'Deployment') as Deployment[];
const deployment = (name: string): Deployment =>
  deployments.find(({ metadata }) => metadata.name === name) as Deployment;
const container = (name: string): Container => deployment(name).spec.template.spec.containers[0]!;

/** The settings that stand in plain words, and where the others come from. */
function settingsOf(name: string): { plain: Record<string, string>; secret: string[]; optional: string[] } {
  const { env = [] } = container(name);
  const literals = generated.filter((map) => map.name === 'ticketiq').flatMap((map) => map.literals ?? []);
  const references = env.map(({ valueFrom }) => valueFrom!.secretKeyRef!);
  return {
    plain: Object.fromEntries(literals.map((line) => line.split(/=(.*)/).slice(0, 2) as [string, string])),
    secret: references.filter(({ optional }) => !optional).map(({ key }) => key),
    optional: references.filter(({ optional }) => optional).map(({ key }) => key),
  };
}

const SAMPLES: Record<string, string> = {
  DATABASE_URL: 'postgres://ticketiq:secret@pgbouncer:6432/ticketiq',
  REDIS_URL: 'rediss://redis:6379',
  JWT_SECRET: 'only for the tests, and long enough for them',
  METRICS_TOKEN: 'long-enough-for-a-token',
  ADMIN_EMAIL: 'admin@example.org',
  ADMIN_PASSWORD: 'correct horse battery',
};

describe('the manifests', () => {
  it('keep to the types of Kubernetes, other than three that do not', () => {
    expect(manifests.length).toBeGreaterThan(20);
    const { metadata, spec, ...api } = deployment('api');
    const named = (name: string, wrong: object): Manifest => ({
      ...api,
      metadata: { ...metadata, name },
      spec: wrong,
    });
    const faults = typeFaults([
      ...manifests,
      named('misspelt', { ...spec, replica: 2 }),
      named('mistyped', { ...spec, replicas: '2' }),
      named('incomplete', { replicas: 2 }),
    ]);
    expect(faults).toEqual([
      expect.stringMatching(/^Deployment misspelt: .*"replica".* does not exist/),
      expect.stringMatching(/^Deployment mistyped: .*not assignable/),
      expect.stringMatching(/^Deployment incomplete: .*missing/),
    ]);
  });

  it('mean one another by the right names', () => {
    const maps = generated.map(({ name }) => name);
    expect(referenceFaults(manifests, maps, ['ticketiq', 'pgbouncer'])).toEqual([]);
  });

  it('are all used, and so is every file beside them', () => {
    for (const folder of folders) {
      const { resources = [], configMapGenerator = [] } = kustomizations[folder]!;
      const used = [...resources, ...configMapGenerator.flatMap(({ files = [] }) => files)];
      const here = used.filter((path) => !path.includes('/'));
      expect(readdirSync(join(ROOT, folder)).sort(), folder).toEqual([...here, 'kustomization.yaml'].sort());
    }
    const built = join(ROOT, 'deploy/kubernetes/example');
    const { resources = [], components = [] } = kustomizations['deploy/kubernetes/example']!;
    const reached = [...resources, ...components].filter((path) => path.startsWith('..'));
    expect(reached.map((path) => join(built, path)).sort()).toEqual(
      folders
        .map((folder) => join(ROOT, folder))
        .filter((folder) => folder !== built)
        .sort(),
    );
  });

  it.each(['api', 'worker'])(
    'give the %s every setting that it needs, and none that does not exist',
    (name) => {
      const { plain, secret, optional } = settingsOf(name);
      const given = [...Object.keys(plain), ...secret, ...optional];
      expect(given.filter((setting) => !settingNames().includes(setting))).toEqual([]);
      const environment = { ...plain, ...Object.fromEntries(secret.map((key) => [key, SAMPLES[key]])) };
      const settings = parseSettings(environment);
      expect(settings.HOST).toBe('0.0.0.0');
      // A worker without the token would show its health to itself alone.
      expect(secret).toEqual(expect.arrayContaining(['DATABASE_URL', 'REDIS_URL', 'METRICS_TOKEN']));
      expect(secret.includes('JWT_SECRET')).toBe(name === 'api');
      expect(settings.TRUSTED_PROXIES.length).toBeGreaterThan(0);
    },
  );

  it('hold no secret, only where it is', () => {
    const { plain } = settingsOf('api');
    expect(Object.keys(plain).filter((name) => /URL|KEY|SECRET|TOKEN|PASSWORD|EMAIL/.test(name))).toEqual([]);
    const values = deployments.flatMap(({ spec }) =>
      spec.template.spec.containers.flatMap(({ env = [] }) => env.filter(({ value }) => value !== undefined)),
    );
    expect(values).toEqual([]);
    expect(manifests.filter(({ kind }) => kind === 'Secret')).toEqual([]);
  });

  it.each(deployments.map(({ metadata }) => metadata.name))('confine %s as far as it goes', (name) => {
    const { spec } = deployment(name).spec.template;
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.securityContext).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    // By number: of a name Kubernetes can't tell that it is not root's.
    expect(spec.securityContext.runAsUser).toBeGreaterThan(0);
    expect(container(name).securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(Object.keys(container(name).resources.requests).sort()).toEqual(['cpu', 'memory']);
    expect(container(name).resources.limits).toHaveProperty('memory');
  });

  it.each(deployments.map(({ metadata }) => metadata.name))('let %s be moved, one pod at a time', (name) => {
    const budgets = manifests.filter(
      ({ kind, metadata }) => kind === 'PodDisruptionBudget' && metadata.name === name,
    );
    expect(budgets.map(({ spec }) => (spec as { maxUnavailable: number }).maxUnavailable)).toEqual([1]);
  });

  it('give the processes longer to stop than these take', () => {
    const patience =
      1 + Number(/STOP_TIMEOUT_MS = (\d+)_000/.exec(read('backend/src/app/lifecycle.ts'))?.[1]);
    expect(patience).toBe(31);
    for (const name of ['api', 'worker']) {
      expect(container(name).lifecycle).toBeUndefined();
      expect(deployment(name).spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(patience);
    }
    const [, shutdown] = /worker_shutdown_timeout (\d+)s/.exec(read('docker/nginx.conf'))!;
    const [, sleeps] = container('console').lifecycle!.preStop.exec.command;
    expect(deployment('console').spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(
      Number(shutdown) + Number(sleeps),
    );
  });

  it('let an api process serve until nginx has asked the DNS again', () => {
    const [, valid] = /valid=(\d+)s/.exec(read('deploy/kubernetes/base/api.conf'))!;
    // The DNS itself may keep an answer for five seconds.
    expect(Number(settingsOf('api').plain.DRAIN_SECONDS)).toBeGreaterThanOrEqual(5 + Number(valid));
  });

  it('ask for health where the service tells it', () => {
    const { paths } = JSON.parse(read('backend/openapi.json')) as { paths: Record<string, unknown> };
    const { startupProbe, readinessProbe, livenessProbe } = container('api');
    for (const probe of [startupProbe, readinessProbe, livenessProbe]) {
      expect(paths).toHaveProperty([probe!.httpGet!.path]);
    }
    expect(readinessProbe!.httpGet!.path).toMatch(/ready$/);
    expect(livenessProbe!.httpGet!.path).toMatch(/live$/);
    const worker = container('worker').livenessProbe!.httpGet!;
    expect(read('backend/src/metrics/metrics-server.ts')).toContain(`path === '${worker.path}'`);
    expect(container('worker').ports).toEqual([
      { name: worker.port, containerPort: Number(settingsOf('worker').plain.METRICS_PORT) },
    ]);
  });

  it('run the images that are built, with the commands that Compose has', () => {
    const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
      services: Record<string, { command: string[] }>;
    };
    expect(container('worker').command).toEqual(services.worker!.command);
    // Monitoring is Compose's; a cluster has its own.
    const dockerfiles = readdirSync(join(ROOT, 'docker')).filter(
      (name) => name.endsWith('.Dockerfile') && !/^(prometheus|grafana)\./.test(name),
    );
    const images = new Set(deployments.map(({ metadata }) => container(metadata.name).image));
    expect([...images].sort()).toEqual(
      dockerfiles.map((name) => `ticketiq/${basename(name, '.Dockerfile')}`).sort(),
    );
    const named = kustomizations['deploy/kubernetes/example']!.images!.map(({ name }) => name);
    expect(named.sort()).toEqual([...images].sort());
  });
});

describe('nginx under Kubernetes', () => {
  const docker = read('docker/api.conf');
  const here = read('deploy/kubernetes/base/api.conf');
  const plain = (text: string): string =>
    text
      .replace(/^#.*\n/gm, '')
      .replace(/resolver \S+/, 'resolver …')
      .replace(/ ipv6=off/, '')
      .replace(/server \S+:/, 'server …:');

  it('differs from Docker’s in who is asked for which name, and in nothing else', () => {
    expect(plain(here)).toBe(plain(docker));
  });

  it('finds the api in the namespace in which it is', () => {
    const { namespace } = kustomizations['deploy/kubernetes/base']!;
    const api = manifests.find(({ kind, metadata }) => kind === 'Service' && metadata.name === 'api')!;
    const { clusterIP, ports } = api.spec as { clusterIP: string; ports: { port: number }[] };
    expect(here).toContain(
      `server ${api.metadata.name}.${namespace}.svc.cluster.local:${ports[0]!.port} resolve max_fails=0;`,
    );
    // So that the name leads to every process and not to one address for all.
    expect(clusterIP).toBe('None');
    expect(Object.values(kustomizations).flatMap((k) => k.namespace ?? [])).toEqual([namespace, namespace]);
  });

  it('reads that file in the place where the image has Docker’s', () => {
    const mount = container('console').volumeMounts.find(({ name }) => name === 'api')!;
    expect(read('docker/console.Dockerfile')).toContain(`docker/api.conf ${dirname(mount.mountPath)}/`);
    expect(read('docker/nginx.conf')).toContain(`include ${basename(mount.mountPath)};`);
  });
});
