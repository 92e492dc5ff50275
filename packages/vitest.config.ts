import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['packages/*/src/**/*.spec.ts'],
    environment: 'node',
    testTimeout: 20_000,
    // By default it would leave one of two cores idle.
    maxWorkers: 2,
  },
});
