/**
 * Fails if src/locale/en.json is out of date, if src/locale/de.json has missing, obsolete or empty
 * texts or different placeholders, or if a template has a text that would not be rendered. With
 * --write, updates both files instead; new texts are empty in de.json.
 */
import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const frontend = fileURLToPath(new URL('..', import.meta.url));
const fileOf = (language) => join(frontend, 'src/locale', `${language}.json`);
const written = (language) => readFileSync(fileOf(language), 'utf8');
const textsIn = (language) => JSON.parse(written(language)).translations;

const texts = extractTexts();
const german = textsIn('de');
if (process.argv.includes('--write')) write();
else check();

function write() {
  writeFileSync(fileOf('en'), document('en-US', texts));
  const translations = Object.fromEntries(Object.keys(texts).map((id) => [id, german[id] ?? '']));
  writeFileSync(fileOf('de'), document('de', translations));
  for (const [id, text] of Object.entries(german)) {
    if (text && !(id in texts)) console.log(`No longer used: ${text}`);
  }
  const missing = Object.values(translations).filter((text) => !text).length;
  console.log(`${Object.keys(texts).length} texts, ${missing} of them to be translated.`);
}

function check() {
  const faults = [];
  if (written('en') !== document('en-US', texts)) {
    faults.push('en.json is not what the code says: run "npm run locale:extract -w frontend".');
  }
  for (const [id, text] of Object.entries(texts)) {
    if (!german[id]?.trim()) faults.push(`de.json lacks ${id}: ${text}`);
    else if (placeholders(german[id]) !== placeholders(text)) {
      faults.push(`de.json has other placeholders in ${id}: ${german[id]} for ${text}`);
    }
  }
  for (const [id, text] of Object.entries(german)) {
    if (!(id in texts)) faults.push(`de.json has one too many, ${id}: ${text}`);
  }
  faults.push(...unrenderedTexts());
  if (faults.length) {
    console.error(faults.join('\n'));
    process.exitCode = 1;
  } else {
    console.log(`All texts are translated (${Object.keys(texts).length}).`);
  }
}

/**
 * Angular 22 sets translated aria attributes with a value as properties of the element, which
 * screen readers ignore.
 */
function unrenderedTexts() {
  const withValue = /aria-[a-z]+="[^"]*\{\{[^"]*"\s*i18n-aria|i18n-aria-[a-z]+\s+aria-[a-z]+="[^"]*\{\{/;
  return globSync('src/app/**/*.{html,ts}', { cwd: frontend })
    .filter((path) => withValue.test(readFileSync(join(frontend, path), 'utf8')))
    .map(
      (path) => `${path}: a translated aria attribute can't hold a value; say it in the element's content.`,
    );
}

/** Texts of the code by id, sorted so that the languages can be compared side by side. */
function extractTexts() {
  const folder = mkdtempSync(join(tmpdir(), 'ticketiq-locale-'));
  try {
    const run = spawnSync('ng', ['extract-i18n', '--output-path', folder, '--progress', 'false'], {
      cwd: frontend,
      encoding: 'utf8',
    });
    if (run.error || run.status !== 0) throw new Error(`The extraction failed: ${run.error ?? run.stderr}`);
    const { translations } = JSON.parse(readFileSync(join(folder, 'en.json'), 'utf8'));
    return Object.fromEntries(Object.entries(translations).sort(([a], [b]) => (a < b ? -1 : 1)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function document(locale, translations) {
  return `${JSON.stringify({ locale, translations }, null, 2)}\n`;
}

/** Compared as a set, because translations may repeat or reorder placeholders. */
function placeholders(text) {
  return [...new Set(text.match(/\{(\$\w+|[A-Z_0-9]+)(?=[},])/g))].sort().join(' ');
}
