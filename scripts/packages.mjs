// Rules for every installed package. They only read package.json and package-lock.json, so they need no network;
// `npm run audit` asks the registry for known vulnerabilities.

/** Licences of shipped packages. */
const SHIPPED_LICENCES = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
];
/** Additional licences of development tools, which are not shipped. */
const TOOL_LICENCES = [...SHIPPED_LICENCES, 'Artistic-2.0', 'CC-BY-3.0', 'CC-BY-4.0', 'MPL-2.0', 'WTFPL'];
/** Packages with another licence, and why it is acceptable. */
const OLD_MIT = 'MIT, which a test dependency of s3rver states in the older format or in its readme.';
const LICENCE_EXCEPTIONS = {
  busboy: OLD_MIT,
  dicer: OLD_MIT,
  'humanize-number': OLD_MIT,
  only: OLD_MIT,
  streamsearch: OLD_MIT,
  'caniuse-lite':
    'CC-BY-4.0: data that @angular/localize brings for its build; nothing of it gets into the console.',
};

/** Decodes images for sharp. A shared library of its own, which can be replaced, as the LGPL requires. */
const LIBVIPS = /^@img\/sharp-/;
const LGPL = 'LGPL-3.0-or-later';

const REGISTRY = 'https://registry.npmjs.org/';
const FIELDS = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];

/**
 * Faults of the packages, one text each.
 *
 * @param {{ lock: any, manifests: Record<string, any> }} packages the parsed package-lock.json, and each of
 *   our package.json files by folder, '' for the root
 * @returns {string[]}
 */
export function packageFaults({ lock, manifests }) {
  const installed = Object.entries(lock.packages)
    .filter(([path, { link }]) => !(path in manifests) && !link)
    .map(([path, entry]) => ({
      ...entry,
      path,
      name: path.replace(/^.*node_modules\//, ''),
      alias: entry.name,
    }));
  return [
    ...Object.entries(lock.packages).flatMap(([path, entry]) => linkFaults(path, entry, manifests)),
    ...installed.flatMap(originFaults),
    ...installed.flatMap(licenceFaults),
    ...scriptFaults(installed, manifests[''].allowScripts ?? {}),
    ...Object.entries(manifests).flatMap(([folder, manifest]) =>
      manifestFaults(folder, manifest, lock.packages),
    ),
  ];
}

/** Only our own workspaces may be links. */
function linkFaults(path, { link, resolved }, manifests) {
  return !link || resolved in manifests ? [] : [`${path} is a link to ${resolved}.`];
}

function originFaults({ path, name, alias, integrity, resolved, version }) {
  const faults = [];
  if (alias !== undefined && alias !== name) faults.push(`${path} is in truth the package ${alias}.`);
  if (!/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
    faults.push(`${path} has no SHA-512 in package-lock.json.`);
  if (resolved !== undefined && !resolved.startsWith(REGISTRY))
    faults.push(`${path} comes from ${resolved} and not from the npm registry.`);
  if (!/^\d+\.\d+\.\d+/.test(version ?? ''))
    faults.push(`${path} has no version of the npm registry: ${version}.`);
  return faults;
}

function licenceFaults({ path, name, license, dev }) {
  if (Object.hasOwn(LICENCE_EXCEPTIONS, name)) return [];
  const allowed = dev ? TOOL_LICENCES : SHIPPED_LICENCES;
  if (LIBVIPS.test(name) && isAllowed(license, [...allowed, LGPL])) return [];
  return isAllowed(license, allowed)
    ? []
    : [`${path} has the licence ${license ?? 'that it does not name'}.`];
}

/** Evaluates an SPDX expression without nesting, which no package uses. */
function isAllowed(expression, allowed) {
  if (typeof expression !== 'string') return false;
  const flat = expression.replace(/^\((.*)\)$/, '$1');
  return flat.split(' OR ').some((choice) => choice.split(' AND ').every((id) => allowed.includes(id)));
}

/** npm runs an install script only if package.json allows it; every package with one must be listed. */
function scriptFaults(installed, allowScripts) {
  const withScripts = new Set(
    installed.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name),
  );
  return [
    ...[...withScripts]
      .filter((name) => !(name in allowScripts))
      .map((name) => `${name} has an install script, and allowScripts in package.json does not name it.`),
    ...Object.keys(allowScripts)
      .filter((name) => !withScripts.has(name))
      .map((name) => `${name} is in allowScripts and has no install script.`),
  ];
}

function manifestFaults(folder, manifest, locked) {
  const faults = [];
  const found = new Map();
  for (const field of FIELDS) {
    for (const [name, range] of Object.entries(manifest[field] ?? {})) {
      const file = `${folder ? `${folder}/` : ''}package.json`;
      if (found.has(name)) faults.push(`${file} has ${name} under ${found.get(name)} and ${field}.`);
      found.set(name, field);
      // A version range, not a repository, a URL, a path or another package's name.
      if (!/^(?:\*|[~^<>=]*\s*\d[\w.\s|<>=~^*-]*)$/.test(range))
        faults.push(`${file} takes ${name} from ${range} and not from the npm registry.`);
      const entry = locked[`${folder}/node_modules/${name}`] ?? locked[`node_modules/${name}`];
      if (!entry) faults.push(`${file} names ${name}, and package-lock.json does not.`);
      else if (entry.deprecated)
        faults.push(`${file} names ${name}, which is deprecated: ${entry.deprecated}`);
      // An install without development dependencies would omit it.
      if (entry?.dev && field !== 'devDependencies')
        faults.push(`${name} counts as a development dependency.`);
    }
  }
  return faults;
}
