import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageFaults } from '../../scripts/packages.mjs';

/* What `npm run check` says of packages and secrets, and the list of packages that `npm run sbom` writes. */

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

type Entry = Record<string, unknown>;

const read = (path: string): unknown => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

const present = (): { lock: { packages: Record<string, Entry> }; manifests: Record<string, Entry> } => ({
  lock: read('package-lock.json') as { packages: Record<string, Entry> },
  manifests: Object.fromEntries(
    ['', ...(read('package.json') as { workspaces: string[] }).workspaces].map((folder) => [
      folder,
      read(join(folder, 'package.json')) as Entry,
    ]),
  ),
});

interface Run {
  code: number | null;
  output: string;
}

function run(program: string, args: string[]): Promise<Run> {
  return new Promise((resolve) => {
    const options = { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 };
    const child = execFile(program, args, options, (_, told, complained) =>
      resolve({ code: child.exitCode, output: told + complained }),
    );
  });
}

describe('the packages', () => {
  it('are as they should be', () => {
    expect(packageFaults(present())).toEqual([]);
  });

  const pg = 'node_modules/pg';
  /** Named by one manifest only. */
  const openai = 'node_modules/openai';
  it.each<[string, (packages: ReturnType<typeof present>) => void, RegExp]>([
    ['without a hash', ({ lock }) => delete lock.packages[pg]!.integrity, /pg has no SHA-512/],
    ['with a weak hash', ({ lock }) => (lock.packages[pg]!.integrity = 'sha1-abc='), /pg has no SHA-512/],
    [
      'from another host',
      ({ lock }) => (lock.packages[pg]!.resolved = 'https://npm.example.org/pg/-/pg-8.23.1.tgz'),
      /comes from https:\/\/npm\.example\.org/,
    ],
    [
      'from a host that looks like the registry',
      ({ lock }) => (lock.packages[pg]!.resolved = 'https://registry.npmjs.org.example.com/pg.tgz'),
      /comes from https:\/\/registry\.npmjs\.org\.example\.com/,
    ],
    [
      'from a repository',
      ({ lock }) => (lock.packages[pg]!.resolved = 'git+ssh://git@github.com/brianc/node-postgres.git#abc'),
      /comes from git\+ssh/,
    ],
    ['under another name', ({ lock }) => (lock.packages[pg]!.name = 'pgg'), /in truth the package pgg/],
    [
      'that is a link',
      ({ lock }) => (lock.packages['node_modules/other'] = { link: true, resolved: '../other' }),
      /other is a link to \.\.\/other/,
    ],
    [
      'of a workspace, below it',
      ({ lock }) => (lock.packages['backend/node_modules/pg'] = { version: '1.0.0', license: 'MIT' }),
      /backend\/node_modules\/pg has no SHA-512/,
    ],
    ['under the AGPL', ({ lock }) => (lock.packages[pg]!.license = 'AGPL-3.0-only'), /AGPL-3\.0-only/],
    [
      'under two licences of which one is not allowed',
      ({ lock }) => (lock.packages[pg]!.license = '(MIT AND GPL-2.0-only)'),
      /licence \(MIT AND GPL-2\.0-only\)/,
    ],
    [
      'without a licence',
      ({ lock }) => delete lock.packages[pg]!.license,
      /the licence that it does not name/,
    ],
    [
      'under a licence that only tools may have',
      ({ lock }) => (lock.packages[pg]!.license = 'MPL-2.0'),
      /licence MPL-2\.0/,
    ],
    [
      'with an install script',
      ({ lock }) => (lock.packages[pg]!.hasInstallScript = true),
      /pg has an install script, and allowScripts/,
    ],
    [
      'whose script was removed',
      ({ lock }) => delete lock.packages['node_modules/esbuild']!.hasInstallScript,
      /esbuild is in allowScripts and has no/,
    ],
    [
      'that is deprecated',
      ({ lock }) => (lock.packages[openai]!.deprecated = 'Use another one'),
      /names openai, which is deprecated/,
    ],
    [
      'named twice',
      ({ manifests }) => ((manifests.backend!.devDependencies as Entry).pg = '^8.23.1'),
      /backend\/package\.json has pg under dependencies and devDependencies/,
    ],
    [
      'that an install without development dependencies leaves out',
      ({ lock }) => (lock.packages[openai]!.dev = true),
      /openai counts as a development dependency/,
    ],
    ...[
      'github:brianc/node-postgres',
      'brianc/node-postgres#8.23.1',
      'https://example.org/pg.tgz',
      'file:../pg',
      'npm:pgg@^8.0.0',
      'latest',
      'git+https://example.org/pg.git',
    ].map((range): [string, (packages: ReturnType<typeof present>) => void, RegExp] => [
      `taken from ${range}`,
      ({ manifests }) => ((manifests.backend!.dependencies as Entry).pg = range),
      /takes pg from/,
    ]),
    [
      'that is not in the lock file',
      ({ manifests }) => ((manifests.frontend!.dependencies as Entry)['left-pad'] = '^1.3.0'),
      /names left-pad, and package-lock\.json does not/,
    ],
  ])('one %s is found', (_, spoil, fault) => {
    const packages = present();
    spoil(packages);
    const faults = packageFaults(packages);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(fault);
  });
});

describe('the list of packages (SBOM)', () => {
  it('has each that an install without development dependencies may have, with version, hash and licence, and no other', async () => {
    const { code, output } = await run(process.execPath, [join(ROOT, 'scripts/sbom.mjs')]);
    expect(code, output).toBe(0);
    interface Component {
      name: string;
      version: string;
      purl: string;
      hashes?: { alg: string; content: string }[];
      licenses?: { license?: { id?: string; name?: string }; expression?: string }[];
    }
    const sbom = JSON.parse(output) as { bomFormat: string; specVersion: string; components: Component[] };
    expect(sbom).toMatchObject({ bomFormat: 'CycloneDX', specVersion: expect.stringMatching(/^1\.[5-9]$/) });

    const listed = sbom.components.map(({ purl, hashes, licenses }) => ({
      purl,
      hash: hashes?.map(({ alg, content }) => `${alg} ${content}`).join(),
      licence: licenses?.map(({ license, expression }) => expression ?? license?.id ?? license?.name).join(),
    }));
    const locked = Object.entries(present().lock.packages)
      .filter(([path, { dev, link }]) => path.includes('node_modules/') && !dev && !link)
      .map(([path, { version, integrity, license }]) => ({
        purl: `pkg:npm/${path.replace(/^.*node_modules\//, '').replace('@', '%40')}@${version as string}`,
        hash: `SHA-512 ${Buffer.from((integrity as string).replace('sha512-', ''), 'base64').toString('hex')}`,
        licence: license,
      }));
    expect(locked.length).toBeGreaterThan(200);
    for (const expected of locked) expect(listed).toContainEqual(expected);
    expect(listed.filter(({ purl }) => !purl.startsWith('pkg:npm/%40ticketiq/'))).toHaveLength(
      new Set(locked.map(({ purl }) => purl)).size,
    );
  });
});

describe('secrets', () => {
  let folder: string;
  beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'ticketiq-secrets-'))));
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** Put together here, so that this file has none. */
  const letters = (n: number): string => 'aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xYz'.repeat(5).slice(0, n);
  const upper = (n: number): string => 'Q7ZKX2MTRW3HYB5N'.slice(0, n);

  it.each([
    ['an API token of TicketIQ', 'notes.md', `Authorization: Bearer tiq_${letters(43)}`],
    ['a key to Gemini', 'settings.ts', `const key = 'AIza${letters(35)}';`],
    ['a key to OpenAI', 'eval.sh', `OPENAI_API_KEY=sk-${letters(48)}`],
    ['a key to AWS', 'backup.sh', `aws configure set aws_access_key_id AKIA${upper(16)}`],
    ['a token of GitHub', 'ci.yml', `token: ghp_${letters(36)}`],
    [
      'the database’s password',
      'docs.md',
      `DATABASE_URL=postgres://ticketiq:${letters(24)}@db.internal:5432/ticketiq`,
    ],
    ['JWT_SECRET', 'prod.env', `JWT_SECRET=${'0f3a'.repeat(16)}`],
    ['POSTGRES_PASSWORD in YAML', 'compose.yml', `    POSTGRES_PASSWORD: ${'9b1c'.repeat(12)}`],
    ['METRICS_TOKEN with quotes', 'set.sh', `export METRICS_TOKEN="${letters(32)}"`],
    [
      'a session’s token',
      'curl.sh',
      `curl -H 'Authorization: Bearer eyJ${letters(20)}.eyJ${letters(40)}.${letters(43)}'`,
    ],
    ['a private key', 'server.ts', `-----BEGIN PRIVATE KEY-----\n${letters(64)}\n-----END PRIVATE KEY-----`],
    ['a password for a repository', 'install.md', `git clone https://max:${letters(20)}@git.internal/x.git`],
  ])('%s is found', async (_, name, text) => {
    const file = join(folder, name);
    await writeFile(file, `${text}\n`);
    const secretlint = join(ROOT, 'node_modules/secretlint/bin/secretlint.js');
    const { code, output } = await run(process.execPath, [secretlint, '--no-glob', '--no-gitignore', file]);
    expect([code, output]).toEqual([1, expect.stringContaining(name)]);
  });

  it('are kept out of the repository and of the images by the names of their files', async () => {
    const paths = [
      '.env',
      '.env.local',
      '.env.production',
      'backend/.env',
      'ticketiq.env',
      'databases.ini',
      'userlist.txt',
      'all.sql.gz',
      'backups/2026.sql.gz',
      'backup.sql.gz.partial',
      '.data/postgres-password',
      'server.key',
      'certs/server.pem',
    ];
    const ignored = await run('git', ['check-ignore', '--no-index', ...paths]);
    expect(ignored.output.trim().split('\n')).toEqual(paths);
    expect((await run('git', ['check-ignore', '--no-index', '.env.example'])).code).toBe(1);
    const [first, ...sent] = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line && !line.startsWith('#'));
    expect(first).toBe('*');
    expect(sent).toEqual(expect.arrayContaining(['**/.env*', '**/*.pem', '**/*.key']));
  });
});
