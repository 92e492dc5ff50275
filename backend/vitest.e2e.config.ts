import swc from 'unplugin-swc';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Small files that take long. Without earlier results, vitest starts files by their size, and these would run alone at the end. */
const LONG_FILES = [
  'faults',
  'triage-survives',
  'rolling-restart',
  'body-shape',
  'learning',
  'start',
  'image-entry-points',
  'fuzz',
  'costs',
  'early-refusals',
  'backup',
  'database-role',
];

class LongFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONG_FILES.findIndex((name) => moduleId.endsWith(`/${name}.spec.ts`));
      return place < 0 ? LONG_FILES.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** The specs talk over HTTP to the built service, in processes of its own. */
export default defineConfig({
  // For the migrations, which the specs' databases are made with.
  plugins: [swc.vite({ module: { type: 'es6' } })],
  oxc: false,
  test: {
    include: ['test/**/*.spec.ts'],
    environment: 'node',
    globalSetup: ['test/support/engines.ts'],
    sequence: { sequencer: LongFilesFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Two cores: a service under test, its database and the test itself are busy at once.
    // A Redis that was given is one for all specs, and they flush it: one spec after the other then.
    maxWorkers: process.env.TEST_REDIS_URL ? 1 : 2,
  },
});
