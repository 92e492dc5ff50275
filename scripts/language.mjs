// The words that comments, docs, console texts and commit subjects avoid, each with what to write instead.

/**
 * @typedef {{ pattern: RegExp, instead: string }} Rule
 * @typedef {{ index: number, word: string, instead: string }} Finding
 */

/** @type {Rule[]} */
const ENGLISH = [
  { pattern: /\bow(?:e|es|ed|ing)\b(?! to\b)/, instead: 'pending' },
  { pattern: /\bdue to be told\b/, instead: 'pending' },
  { pattern: /\b(?:is|are|was|were|be|been|being|stays?) away\b/, instead: 'is unavailable, is unreachable' },
  {
    pattern: /\b(?:database|postgresql|postgres|redis|server|service|model|engine|network) (?:is|was) gone\b/,
    instead: 'is unavailable, is unreachable',
  },
  { pattern: /\bmodels? in the box\b|\bboxed model\b/, instead: 'bundled model' },
  { pattern: /(?:\d|\}+) ?% sure\b|\bhow sure\b/, instead: 'confidence' },
  { pattern: /\bsettl(?:e|es|ed|ing)\b/, instead: 'resolve, decide, accept, complete' },
  { pattern: /\bcho(?:ose|oses|se|sen|osing) otherwise\b/, instead: 'override' },
  { pattern: /\bpresent password\b/, instead: 'current password' },
  { pattern: /\bsigned-in places\b|\bplaces where you are signed in\b/, instead: 'active sessions' },
  { pattern: /\bnothing is called that\b|\bnone has these words\b/, instead: 'no results' },
  { pattern: /\b9 in 10 within\b/, instead: '90th percentile' },
  { pattern: /\bfiled (?:from|up to)\b/, instead: 'filter from, filter to' },
  { pattern: /\b(?:is|are|was|were|be|been|it) left alone\b/, instead: 'skipped, unchanged' },
  { pattern: /\bno answer (?:came|comes)\b/, instead: 'failed, timed out' },
  { pattern: /\bdepartures?\b/, instead: 'graceful shutdown' },
  { pattern: /\banew\b/, instead: 'again' },
  { pattern: /\bheed(?:s|ed|ing)?\b/, instead: 'apply, respect' },
  { pattern: /\ball the same\b/, instead: 'nevertheless, or rephrase' },
  { pattern: /\bsomebody(?:['’]s)?\b/, instead: 'the role (user, agent, administrator), or someone' },
  { pattern: /\b(?:whoever|whomever)\b/, instead: 'the role (user, agent, administrator), or anyone who' },
  { pattern: /\bnobody(?:['’]s)?\b/, instead: 'no one, no user, unassigned, or rephrase' },
  { pattern: /\blearnt\b/, instead: 'learned, trained on' },
];

/** @type {Rule[]} */
const ENGLISH_UI = [
  ...ENGLISH,
  { pattern: /\b(?:is|are|was|were) made\b/, instead: 'created' },
  { pattern: /\b(?:is|are|was|were) kept\b/, instead: 'saved' },
  { pattern: /\b(?:is|are|was|were) taken away\b/, instead: 'deleted, removed' },
];

/** @type {Rule[]} */
const GERMAN_UI = [
  { pattern: /(?:\d|\}) ?% sicher\b/, instead: 'Konfidenz' },
  { pattern: /\bbisherige[sn]? Passwort\b/, instead: 'aktuelles Passwort' },
  { pattern: /\bangemeldet sind\b/, instead: 'aktive Sitzungen' },
  { pattern: /\bratlos\b/, instead: 'keine sichere Einschätzung' },
  { pattern: /\bheißt so\b/, instead: 'Keine Treffer' },
];

export const rules = { english: ENGLISH, 'english UI': ENGLISH_UI, 'german UI': GERMAN_UI };

/**
 * @param {string} text
 * @param {Rule[]} which
 * @returns {Finding[]}
 */
export function findWords(text, which) {
  return which.flatMap(({ pattern, instead }) =>
    [...text.matchAll(new RegExp(pattern, 'gi'))].map(({ index, 0: word }) => ({ index, word, instead })),
  );
}

const MOST_CHARACTERS = 72;
const TYPES = ['build', 'chore', 'ci', 'docs', 'feat', 'fix', 'perf', 'refactor', 'revert', 'style', 'test'];
const SUBJECT = new RegExp(String.raw`^(?:${TYPES.join('|')})(?:\([a-z0-9 ,/-]+\))?!?: (?<subject>\S.*)$`);
/** Verbs that only look like a past tense or a gerund. */
const IMPERATIVE =
  /^(?:embed|exceed|feed|need|proceed|seed|shed|shred|speed|succeed|bring|ping|ring|string|swing)$/;

/**
 * What is wrong with the first line of a commit message, one text each.
 *
 * @param {string} line
 * @returns {string[]}
 */
export function subjectFaults(line) {
  const faults = findWords(line, ENGLISH).map(({ word, instead }) => `"${word}"; write: ${instead}`);
  if (line.length > MOST_CHARACTERS) faults.push(`${line.length} characters; at most ${MOST_CHARACTERS}`);
  const subject = SUBJECT.exec(line)?.groups.subject;
  if (subject === undefined)
    return [...faults, `write "type(scope): subject" with a type of ${TYPES.join(', ')}`];
  const [first] = subject.split(' ');
  if (/^\p{Lu}/u.test(first)) faults.push('start the subject in lower case');
  if (/(?:ed|ing)$/.test(first) && !IMPERATIVE.test(first)) faults.push(`"${first}"; write the imperative`);
  if (subject.endsWith('.')) faults.push('leave out the full stop');
  return faults;
}
