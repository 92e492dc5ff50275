import { defineConfig } from 'vitest/config';

/** The specs talk to the built service, as processes of its own, over HTTP; so they need no transform of decorators. */
export default defineConfig({
  test: {
    include: ['test/**/*.spec.ts'],
    environment: 'node',
    globalSetup: ['test/support/engines.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: a service under test, its database and the test itself are busy at once.
    maxWorkers: 2,
  },
});
