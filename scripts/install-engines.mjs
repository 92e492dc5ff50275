// `npm run test:engines`: installs the engines that the tests need and that are missing. On Debian, as root.
import { onStop, signalAll } from './children.mjs';
import { installEngines } from './engines.mjs';
import { main } from './prepare.mjs';

const quit = (signal) => {
  signalAll(signal);
  process.exit(130);
};
onStop(quit, quit);
await main(installEngines);
