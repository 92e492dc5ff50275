import { fileURLToPath } from 'node:url';
import { requireBuilds } from '../../../scripts/parts.mjs';

/** The unit tests read the sources of the service, but the builds of its packages. */
export default function setUp(): void {
  requireBuilds(fileURLToPath(new URL('../../../', import.meta.url)), ['bundled-model', 'embedded-postgres']);
}
