import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

/** The specs talk over HTTP to the built service, in processes of its own. */
export default defineConfig({
  // For the migrations, which the specs' databases are made with.
  plugins: [swc.vite({ module: { type: 'es6' } })],
  oxc: false,
  test: {
    include: ['test/**/*.spec.ts'],
    environment: 'node',
    globalSetup: ['test/support/engines.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Two cores: a service under test, its database and the test itself are busy at once.
    // A Redis that was given is one for all specs, and they flush it: one spec after the other then.
    maxWorkers: process.env.TEST_REDIS_URL ? 1 : 2,
  },
});
