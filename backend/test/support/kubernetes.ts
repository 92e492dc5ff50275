import ts from 'typescript';
import { fileURLToPath } from 'node:url';
import { parseAllDocuments } from 'yaml';

export interface Manifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [part: string]: unknown;
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  ports?: { name: string; containerPort: number }[];
  envFrom?: { configMapRef: { name: string } }[];
  env?: {
    name: string;
    value?: string;
    valueFrom?: { secretKeyRef?: { name: string; key: string; optional?: boolean } };
  }[];
  startupProbe?: Probe;
  readinessProbe?: Probe;
  livenessProbe?: Probe;
  lifecycle?: { preStop: { exec: { command: string[] } } };
  resources: { requests: Record<string, string>; limits: Record<string, string> };
  securityContext: Record<string, unknown>;
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

interface Probe {
  httpGet?: { path: string; port: string };
  tcpSocket?: { port: string };
}

export interface Deployment extends Manifest {
  spec: {
    replicas?: number;
    selector: { matchLabels: Labels };
    template: {
      metadata: { labels: Labels };
      spec: {
        terminationGracePeriodSeconds: number;
        automountServiceAccountToken: boolean;
        securityContext: { runAsNonRoot: boolean; runAsUser: number; seccompProfile: { type: string } };
        containers: Container[];
        volumes: { name: string; configMap?: { name: string } }[];
      };
    };
  };
}

type Labels = Record<string, string>;

export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text, { merge: true }).map((document) => {
    if (document.errors[0]) throw document.errors[0];
    return document.toJS() as Manifest;
  });
}

/** The package of Kubernetes' types; custom resources (KEDA, Prometheus) have none. */
const TYPES: Record<string, string> = {
  v1: 'core/v1',
  'apps/v1': 'apps/v1',
  'policy/v1': 'policy/v1',
  'autoscaling/v2': 'autoscaling/v2',
  'networking.k8s.io/v1': 'networking/v1',
};

/**
 * Faults that Kubernetes would refuse or ignore silently: a field of a wrong type, a missing field, an unknown field. The compiler checks the manifests as object literals of the types made from Kubernetes' schema.
 */
export function typeFaults(manifests: Manifest[]): string[] {
  const typed = manifests.filter(({ apiVersion }) => apiVersion in TYPES);
  const source = typed
    .map(
      (manifest, i) =>
        `export const m${i}: import('kubernetes-types/${TYPES[manifest.apiVersion]}').${manifest.kind} = ${JSON.stringify(manifest)};`,
    )
    .join('\n');
  // Next to the specs, so that the types are found.
  const name = fileURLToPath(new URL('../manifests.generated.ts', import.meta.url));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.NodeNext,
  };
  const host = ts.createCompilerHost(options);
  const files = { ...host };
  host.fileExists = (file) => file === name || files.fileExists(file);
  host.readFile = (file) => (file === name ? source : files.readFile(file));
  host.getSourceFile = (file, ...rest) =>
    file === name
      ? ts.createSourceFile(file, source, ts.ScriptTarget.ES2022)
      : files.getSourceFile(file, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([name], options, host))
    .map(({ messageText, file, start }) => {
      const line = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : undefined;
      const of = line === undefined ? undefined : typed[line];
      return `${of?.kind} ${of?.metadata.name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
    });
}

/** References to a manifest or a port that does not exist. */
export function referenceFaults(manifests: Manifest[], configMaps: string[], secrets: string[]): string[] {
  const faults: string[] = [];
  const deployments = manifests.filter(({ kind }) => kind === 'Deployment') as Deployment[];
  const require = (what: string, found: unknown): void => {
    if (!found) faults.push(what);
  };
  const chosenBy = (wanted: Labels): Deployment[] =>
    deployments.filter(({ spec }) =>
      Object.entries(wanted).every(([label, value]) => spec.template.metadata.labels[label] === value),
    );
  const portsOf = (wanted: Labels): string[] =>
    chosenBy(wanted).flatMap(({ spec }) =>
      spec.template.spec.containers.flatMap(({ ports = [] }) => ports.map(({ name }) => name)),
    );

  for (const manifest of manifests) {
    const { kind, metadata } = manifest;
    const of = `${kind} ${metadata.name}`;
    const spec = manifest.spec as Record<string, never>;
    if (kind === 'Deployment') {
      const { selector, template } = (manifest as Deployment).spec;
      require(`${of} does not choose its own pods`, chosenBy(selector.matchLabels).includes(
        manifest as Deployment,
      ));
      for (const { envFrom = [], env = [], volumeMounts, ...container } of template.spec.containers) {
        for (const { configMapRef } of envFrom)
          require(`${of}: no ConfigMap ${configMapRef.name}`, configMaps.includes(configMapRef.name));
        for (const { valueFrom } of env) {
          const { name } = valueFrom?.secretKeyRef ?? { name: secrets[0] };
          require(`${of}: no Secret ${name}`, secrets.includes(name!));
        }
        for (const { name } of volumeMounts)
          require(`${of}: no volume ${name}`, template.spec.volumes.some((volume) => volume.name === name));
        for (const probe of [container.startupProbe, container.readinessProbe, container.livenessProbe]) {
          const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port;
          require(`${of}: no port ${port}`, !port || container.ports?.some(({ name }) => name === port));
        }
      }
      for (const { configMap } of template.spec.volumes)
        require(`${of}: no ConfigMap ${configMap?.name}`, !configMap || configMaps.includes(configMap.name));
    }
    if (kind === 'Service') {
      const { selector, ports } = spec as unknown as { selector: Labels; ports: { targetPort: string }[] };
      for (const { targetPort } of ports)
        require(`${of}: no pod has the port ${targetPort}`, portsOf(selector).includes(targetPort));
    }
    if (kind === 'PodDisruptionBudget' || kind === 'PodMonitor') {
      const { selector } = spec as unknown as { selector: { matchLabels: Labels } };
      require(`${of} chooses no pods`, chosenBy(selector.matchLabels).length);
    }
    if (kind === 'PodMonitor') {
      const { selector, podMetricsEndpoints } = spec as unknown as {
        selector: { matchLabels: Labels };
        podMetricsEndpoints: { port: string }[];
      };
      for (const { port } of podMetricsEndpoints)
        require(`${of}: no pod has the port ${port}`, portsOf(selector.matchLabels).includes(port));
    }
    if (kind === 'HorizontalPodAutoscaler' || kind === 'ScaledObject') {
      const { scaleTargetRef } = spec as unknown as { scaleTargetRef: { name: string } };
      const target = deployments.find((deployment) => deployment.metadata.name === scaleTargetRef.name);
      require(`${of}: no Deployment ${scaleTargetRef.name}`, target);
      // Applying the manifests again would reset the number that the autoscaler has set.
      require(`${of}: its Deployment has a number of replicas of its own`, target?.spec.replicas ===
        undefined);
    }
    if (kind === 'Ingress') {
      const { rules } = spec as unknown as {
        rules: { http: { paths: { backend: { service: { name: string; port: { name: string } } } }[] } }[];
      };
      for (const { backend } of rules.flatMap(({ http }) => http.paths)) {
        const service = manifests.find(
          (other) => other.kind === 'Service' && other.metadata.name === backend.service.name,
        );
        const { ports } = (service?.spec ?? { ports: [] }) as { ports: { name: string }[] };
        require(`${of}: no Service ${backend.service.name} with the port ${backend.service.port.name}`, ports.some(
          ({ name }) => name === backend.service.port.name,
        ));
      }
    }
    if (kind === 'NetworkPolicy') {
      for (const label of JSON.stringify(manifest).matchAll(/"app.kubernetes.io\/name":"(\w+)"/g))
        require(`${of}: nothing is called ${label[1]}`, chosenBy({ 'app.kubernetes.io/name': label[1]! })
          .length);
    }
  }
  return faults;
}
