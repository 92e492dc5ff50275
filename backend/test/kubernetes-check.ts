/**
 * Checks the output of kustomize for deploy/kubernetes/example as the specs check its parts. It needs kubectl, which includes
 * kustomize, but no cluster; so it is not part of the tests. From the root:
 *
 *     node backend/test/kubernetes-check.ts
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { manifestsIn, referenceFaults, typeFaults } from './support/kubernetes.ts';

const overlay = fileURLToPath(new URL('../../deploy/kubernetes/example', import.meta.url));
const manifests = manifestsIn(execFileSync('kubectl', ['kustomize', overlay], { encoding: 'utf8' }));
const configMaps = manifests.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata }) => metadata.name);
const strays = manifests
  .filter(({ kind, metadata }) => kind !== 'Namespace' && metadata.namespace !== 'ticketiq')
  .map(({ kind, metadata }) => `${kind} ${metadata.name} is in no namespace, or in another one`);
const faults = [
  ...typeFaults(manifests),
  ...referenceFaults(manifests, configMaps, ['ticketiq', 'pgbouncer']),
  ...strays,
];
for (const fault of faults) console.error(fault);
console.log(`${manifests.length} manifests, ${faults.length} faults`);
process.exitCode = faults.length > 0 ? 1 : 0;
