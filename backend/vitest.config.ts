import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Nest's injection and TypeORM's columns need emitted decorator metadata, which only swc gives here.
  plugins: [swc.vite({ module: { type: 'es6' } })],
  oxc: false,
  // The tools import the build; their specs test the source.
  resolve: { alias: [{ find: /^#src\/(.*)\.js$/, replacement: `${import.meta.dirname}/src/$1.ts` }] },
  test: {
    include: ['src/**/*.spec.ts', 'tools/**/*.spec.ts'],
    environment: 'node',
    globalSetup: ['test/support/built-packages.ts'],
    testTimeout: 20_000,
    // By default it would leave one of two cores idle.
    maxWorkers: 2,
  },
});
