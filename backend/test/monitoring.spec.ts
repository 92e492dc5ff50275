import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { startGeminiStandIn, type GeminiStandIn } from './gemini-stand-in.ts';
import { freePort, startRedis, type RedisServer } from './support/engines.ts';
import { Metrics } from './support/metrics.ts';
import {
  createDatabase,
  startService,
  startWorker,
  type Service,
  type TestProcess,
} from './support/service.ts';

/*
 * What can be told of docker/monitoring.yml and its files without a Docker engine: that whatever the dashboard and the
 * alerts ask for is exported by a service that runs, and that the files refer to one another by the right names.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

interface Dashboard {
  panels: { title: string; datasource: { uid: string }; targets: { expr: string }[] }[];
}
interface Alert {
  alert: string;
  expr: string;
  for: string;
  labels: { severity: string };
  annotations: { summary: string; description: string };
}

const dashboard = JSON.parse(read('docker/grafana/ticketiq.json')) as Dashboard;
const alerts = (
  parse(read('docker/prometheus/alerts.yml')) as { groups: { rules: Alert[] }[] }
).groups.flatMap(({ rules }) => rules);
const prometheus = parse(read('docker/prometheus/prometheus.yml')) as {
  rule_files: string[];
  scrape_configs: { job_name: string; authorization: { credentials_file: string } }[];
};
const compose = parse(read('docker/monitoring.yml'), { merge: true }) as {
  services: Record<string, { volumes?: string[]; ports?: string[]; secrets?: string[] }>;
};
const autoscaler = parse(read('deploy/kubernetes/components/autoscaling/workers.yaml')) as {
  spec: { triggers: { metadata: { query: string } }[] };
};
const queries: [where: string, query: string][] = [
  ...dashboard.panels.flatMap(({ title, targets }) =>
    targets.map(({ expr }): [string, string] => [`the panel "${title}"`, expr]),
  ),
  ...alerts.map(({ alert, expr }): [string, string] => [`the alert ${alert}`, expr]),
  // Prometheus adds the namespace.
  [
    'the autoscaler of the workers',
    autoscaler.spec.triggers[0]!.metadata.query.replace(/\{namespace="\w+"\}/, ''),
  ],
];

describe('the dashboard and the alerts', () => {
  let gemini: GeminiStandIn;
  let redis: RedisServer;
  let service: Service;
  let worker: TestProcess;
  let exported: Metrics[];

  beforeAll(async () => {
    [gemini, redis] = await Promise.all([startGeminiStandIn(), startRedis()]);
    const port = await freePort();
    const settings = {
      DATABASE_URL: await createDatabase(),
      REDIS_URL: redis.url,
      GEMINI_API_KEY: 'test-key',
      GEMINI_BASE_URL: gemini.url,
      METRICS_PORT: String(port),
    };
    service = await startService(settings);
    worker = await startWorker(settings);
    await service.api.triaged((await service.api.create()).id);
    exported = await Promise.all([Metrics.scrape(service.url), Metrics.scrape(`http://127.0.0.1:${port}`)]);
  });
  afterAll(async () => {
    await Promise.all([worker.stop(), service.stop()]);
    await Promise.all([redis.stop(), gemini.close()]);
  });

  const labelsOf = (name: string): string[] =>
    exported.flatMap(({ samples }) =>
      samples.filter((sample) => sample.name === name).flatMap(({ labels }) => Object.keys(labels)),
    );

  it.each(queries)('ask only for what is exported: %s', (_, query) => {
    const asked = [...query.matchAll(/\b((?:ticketiq|process|nodejs)_\w+)(?:\{([^}]*)\})?/g)];
    if (!query.includes('up{')) expect(asked.length).toBeGreaterThan(0);
    for (const [, name, matchers = ''] of asked) {
      expect(
        exported.some((metrics) => metrics.value(name!) !== undefined),
        name,
      ).toBe(true);
      const matched = [...matchers.matchAll(/(\w+)[=!]/g)].map(([, label]) => label!);
      // Prometheus itself says which job and instance it has read.
      const grouped = /by \(([\w, ]+)\)/.exec(query)?.[1]?.split(', ') ?? [];
      const wanted = [...matched, ...grouped].filter((label) => !['job', 'instance'].includes(label));
      expect([name, wanted.filter((label) => !labelsOf(name!).includes(label))]).toEqual([name, []]);
    }
  });

  it('are about the jobs that Prometheus knows', () => {
    const known = prometheus.scrape_configs.map(({ job_name }) => job_name);
    const named = queries.flatMap(([, query]) => [...query.matchAll(/job="([^"]*)"/g)].map(([, job]) => job));
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((job) => !known.includes(job!))).toEqual([]);
  });
});

it('each alert has a patience, a severity, and says what to do', () => {
  for (const { alert, for: patience, labels, annotations } of alerts) {
    expect(patience, alert).toMatch(/^\d+m$/);
    expect(labels.severity, alert).toMatch(/^(warning|critical)$/);
    expect([annotations.summary, annotations.description].every(Boolean), alert).toBe(true);
  }
});

describe('docker/monitoring.yml', () => {
  it('keeps to the Compose specification', async () => {
    const dclint = join(ROOT, 'node_modules/dclint/bin/dclint.cjs');
    const { stdout } = await promisify(execFile)(process.execPath, [
      dclint,
      '--formatter=json',
      join(ROOT, 'docker/monitoring.yml'),
    ]);
    const faults = (JSON.parse(stdout) as { messages: { rule: string; type: string }[] }[])
      .flatMap(({ messages }) => messages)
      // The worker's image stands in docker-compose.yml.
      .filter(({ rule, type }) => rule === 'invalid-schema' || type === 'error');
    expect(faults).toEqual([]);
  });

  it('lets only this machine in', () => {
    const ports = Object.values(compose.services).flatMap(({ ports = [] }) => ports);
    expect(ports).toEqual(['127.0.0.1:3000:3000']);
  });

  it('depends neither on the permissions of the checkout nor on secrets that a read-only container refuses', () => {
    for (const { volumes = [], secrets = [] } of Object.values(compose.services)) {
      expect(volumes.filter((volume) => /^[./~]/.test(volume))).toEqual([]);
      expect(secrets).toEqual([]);
    }
  });

  it('has the dashboard ask the Prometheus that Grafana is given', () => {
    const { datasources } = parse(read('docker/grafana/provisioning/datasources/prometheus.yml')) as {
      datasources: { uid: string }[];
    };
    const uids = new Set(dashboard.panels.map(({ datasource }) => datasource.uid));
    expect([...uids]).toEqual(datasources.map(({ uid }) => uid));
  });
});
