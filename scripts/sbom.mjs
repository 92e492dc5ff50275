// `npm --silent run sbom > sbom.json`: the packages of the service and the console as CycloneDX, from package-lock.json, so
// without a network or an install. Packages of other platforms are included.
//
// `npm sbom --omit=dev` would be simpler, but omits packages that a development dependency also needs (npm 11.19): rxjs, ms
// and a hundred more.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { packages } = JSON.parse(readFileSync(`${root}/package-lock.json`, 'utf8'));
const shipped = new Set(
  Object.entries(packages)
    .filter(([, { dev, link }]) => !dev && !link)
    .map(([path, { name, version }]) => `${name ?? path.replace(/^.*node_modules\//, '')}@${version}`),
);

// The npm that runs this script: another one may come first on the PATH.
const { npm_execpath: npm, npm_node_execpath: npmsNode } = process.env;
const [command, ...prefix] = npm && npmsNode ? [npmsNode, npm] : ['npm'];
const args = ['sbom', '--sbom-format=cyclonedx', '--package-lock-only'];
const sbom = JSON.parse(
  execFileSync(command, [...prefix, ...args], { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
);
// npm uses the name of the folder.
sbom.metadata.component.name = packages[''].name;
sbom.components = sbom.components.filter((component) => shipped.has(component['bom-ref'].split('|')[0]));
const refs = new Set([sbom.metadata.component, ...sbom.components].map((component) => component['bom-ref']));
sbom.dependencies = sbom.dependencies
  .filter(({ ref }) => refs.has(ref))
  .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((other) => refs.has(other)) }));
console.log(JSON.stringify(sbom, null, 2));
