// Part of `npm run check`: runs packageFaults() of packages.mjs on this checkout.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageFaults } from './packages.mjs';
import { root } from './prepare.mjs';

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
const manifest = read('package.json');
const manifests = Object.fromEntries(
  ['', ...manifest.workspaces].map((folder) => [folder, folder ? read(`${folder}/package.json`) : manifest]),
);
const faults = packageFaults({ lock: read('package-lock.json'), manifests });
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
