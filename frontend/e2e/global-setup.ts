import { fileURLToPath } from 'node:url';
import { requireBuilds } from '../../scripts/parts.mjs';

export default function setUp(): void {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  requireBuilds(root, ['bundled-model', 'embedded-postgres', 'service', 'console']);
}
