import { bouncesSuite, noBouncesSuite } from './bounces.ts';
import type { Suite } from './check-folder.ts';
import { forwardsSuite, repliesSuite } from './texts.ts';
import { stalwartSuite } from './stalwart.ts';

export const SUITES: Suite[] = [
  stalwartSuite('stalwart/malformed'),
  stalwartSuite('stalwart/rfc'),
  stalwartSuite('stalwart/thirdparty'),
  // Its expectations are in the code of its tests, so that only crashes and time-outs are counted.
  ...['attach', 'encode', 'low-quality', 'mail', 'parts'].map((folder): Suite => ({
    folder: `enmime/${folder}`,
    isMessage: (file) => file.endsWith('.raw') || file.endsWith('.golden'),
    checks: () => [],
  })),
  forwardsSuite,
  repliesSuite,
  bouncesSuite,
  noBouncesSuite,
];
