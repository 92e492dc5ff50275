// `npm run build`: installs what is missing and builds what is stale.
import { onStop, signalAll } from './children.mjs';
import { main, prepare } from './prepare.mjs';

const quit = (signal) => {
  signalAll(signal);
  process.exit(130);
};
onStop(quit, quit);
await main(prepare);
