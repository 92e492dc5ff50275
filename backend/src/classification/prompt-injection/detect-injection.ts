import { CATEGORIES, PRIORITIES } from '../../vocabulary/index.js';
import type { TicketText } from '../classifier.js';
import { foldText, withoutDigitsForLetters, withoutMisspellings, type FoldedText } from './folded-text.js';
import {
  ASKING,
  AUTHORITY,
  COMPLAINT,
  CONNECTIVES,
  PHRASES,
  POLITE,
  POLITE_MARKS,
  TAIL,
  type InjectionPhrase,
} from './phrases.js';
import { TokenPatterns, tokenize, type WordToken, type TokenMatch } from './token-patterns.js';

/**
 * Kinds of prompt injection:
 * - override: tells the classifier to drop its instructions
 * - verdict: dictates category, priority or confidence
 * - address: addresses an AI, or assigns it a new role
 * - role: imitates another role of the conversation, such as the system
 * - frame: imitates the end of the ticket
 * - answer: imitates the answer, as JSON or as lines of fields
 * - hidden: is invisible to people
 * - encoded: is one of these after decoding
 */
export const INJECTION_KINDS = [
  'override',
  'verdict',
  'address',
  'role',
  'frame',
  'answer',
  'hidden',
  'encoded',
] as const;
export type InjectionKind = (typeof INJECTION_KINDS)[number];

export interface InjectionMatch {
  kind: InjectionKind;
  field: 'title' | 'description';
  /** In UTF-16 units of the field. `end` is exclusive. */
  start: number;
  end: number;
}

type InjectionSpan = Omit<InjectionMatch, 'field'>;

/** Finds the passages of a ticket that address the classifier or imitate its prompt, in their order. */
export function detectInjection(text: TicketText): InjectionMatch[] {
  return (['title', 'description'] as const).flatMap((field) =>
    findInjections(text[field]).map((stretch) => ({ field, ...stretch })),
  );
}

/**
 * Replaces these passages with spaces; the text keeps its length.
 * @param signs detected in this text
 */
export function withoutInjection(text: TicketText, signs = detectInjection(text)): TicketText {
  const blanked = { title: text.title, description: text.description };
  for (const { field, start, end } of signs) {
    const blank = blanked[field].slice(start, end).replace(/[^\n]/g, ' ');
    blanked[field] = blanked[field].slice(0, start) + blank + blanked[field].slice(end);
  }
  return blanked;
}

/** Levels of decoding, such as base64 in base64. */
const MAX_DEPTH = 2;

function findInjections(original: string, depth = 0): InjectionSpan[] {
  const plain = foldText(original);
  const undisguised = [withoutDigitsForLetters(plain), withoutMisspellings(plain)];
  const readings = [plain, ...undisguised.filter((reading) => reading !== undefined)];
  const found = [
    ...readings.flatMap((reading) => findPhrases(original, reading.text, reading.at)),
    ...findFrames(original, plain),
    ...findRoles(plain),
    ...findAnswers(plain),
    ...findExchanges(plain),
    ...findSpelledOut(plain),
    ...findDisguised(original, plain),
    ...findHidden(original, depth),
    ...(depth < MAX_DEPTH ? findEncoded(original, depth) : []),
  ];
  return mergeSpans(found);
}

/** Merges overlapping passages; the kind of the first is kept. */
function mergeSpans(stretches: InjectionSpan[]): InjectionSpan[] {
  const result: InjectionSpan[] = [];
  for (const next of stretches.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1);
    if (last && next.start < last.end) last.end = Math.max(last.end, next.end);
    else result.push({ ...next });
  }
  return result;
}

const VALUE = [...PRIORITIES, ...CATEGORIES].join('|');
const PRIORITY = PRIORITIES.join('|');

/** Compiled for the first text, which takes about 200 ms. The API process never needs them in its main thread. */
let patterns: TokenPatterns | undefined;

/** Words and characters on either side of an instruction that may show it to be a request to people. */
const CONTEXT_WORDS = 14;
const CONTEXT_CHARACTERS = 60;
const MAX_TAIL_LENGTH = 24;

function findPhrases(original: string, text: string, at: readonly number[]): InjectionSpan[] {
  patterns ??= new TokenPatterns(
    PHRASES.map(({ pattern }) => pattern),
    (word) => foldText(word).text,
  );
  const tokens = tokenize(text);
  const mayStart = (pattern: number, first: number) => {
    const { notAfter, opensClause } = PHRASES[pattern]!;
    if (notAfter && isSubject(tokens[first - 1], notAfter)) return false;
    return !opensClause || opensAClause(tokens, first, text);
  };
  const found: InjectionSpan[] = [];
  for (const match of patterns.match(tokens, mayStart)) {
    const phrase = PHRASES[match.pattern]!;
    if (!conditionHolds(phrase, match, tokens, text)) continue;
    const behind = phrase.kind === 'verdict' ? tailEnd(tokens, match.behind) : match.behind;
    const end = at[tokens[behind - 1]!.end]!;
    const start = at[tokens[match.first]!.start]!;
    found.push({ kind: phrase.kind, start, end: phrase.wholeLine ? endOfLine(original, end) : end });
  }
  return found;
}

/** "Our students ignore …" is a statement: the word before the verb is its subject. */
function isSubject(before: WordToken | undefined, who: ReadonlySet<string>): boolean {
  return before !== undefined && (who.has(before.word) || /^[a-z]{4,}(?<![aious])s$/.test(before.word));
}

function opensAClause(tokens: readonly WordToken[], first: number, text: string): boolean {
  const before = tokens[first - 1];
  const current = tokens[first]!;
  if (!before || !/[\p{L}\p{N}]/u.test(before.word) || !/^\p{Script=Latin}/u.test(current.word)) return true;
  return (
    POLITE.has(before.word) ||
    CONNECTIVES.has(before.word) ||
    /[^\p{L}\p{N} \t]/u.test(text.slice(before.end, current.start))
  );
}

function conditionHolds(
  phrase: InjectionPhrase,
  match: TokenMatch,
  tokens: readonly WordToken[],
  text: string,
): boolean {
  const { without, endsIn, before, notBefore, ordinary } = phrase;
  const last = tokens[match.behind - 1]!;
  const behind = text.slice(last.end, last.end + CONTEXT_CHARACTERS);
  if (before?.test(behind) === false || notBefore?.test(behind) || endsIn?.test(last.word) === false)
    return false;
  const matched = tokens.slice(match.first, match.behind);
  if (without && matched.some(({ word }) => without.has(word))) return false;
  if (phrase.kind === 'verdict' && inStatement(text, tokens[match.first]!.start, last.end)) return false;
  return !ordinary || !isOrdinary(ordinary, match, tokens, text);
}

/** SQL statements and log lines contain assignments as well: "UPDATE queue SET priority = 'low'". */
const SQL =
  /\b(?:update\s+[\w."`[\]]+\s+set|alter\s+table|insert\s+into|merge\s+into|select\s[^;]{1,200}?\sfrom)\b/;
const LOGGED = /^[^=\n]{0,80}\b(?:trace|debug|info|notice|warn|warning|error|fatal)\b[^=\n]{0,80}=/;
const MAX_STATEMENT_LENGTH = 400;

function inStatement(text: string, start: number, end: number): boolean {
  const until = text.slice(Math.max(0, start - MAX_STATEMENT_LENGTH), end + 1);
  return (
    SQL.test(until.slice(until.lastIndexOf(';') + 1)) || LOGGED.test(until.slice(until.lastIndexOf('\n') + 1))
  );
}

/** Whether this may be an ordinary request or statement to people. */
function isOrdinary(
  ordinary: NonNullable<InjectionPhrase['ordinary']>,
  { first, behind }: TokenMatch,
  tokens: readonly WordToken[],
  text: string,
): boolean {
  const sentence = sentenceAround(tokens, first, behind);
  const has = (set: ReadonlySet<string>) => sentence.some(({ word }) => set.has(word));
  // Requests to people mention neither a confidence nor both fields of an answer.
  const words = tokens.slice(first, behind + 4).map(({ word }) => word);
  if (words.includes('confidence')) return false;
  if (words.some((word) => PRIORITY_WORDS.has(word)) && words.some((word) => CATEGORY_WORDS.has(word)))
    return false;
  if (ordinary === 'statement') return has(COMPLAINT) || !has(AUTHORITY);
  // "The bot put my request into general, but …": the verb has a subject.
  if (!opensAClause(tokens, first, text) && has(COMPLAINT)) return true;
  if (ordinary === 'request' && has(POLITE)) return true;
  const from = sentence[0]!.start;
  if (sentence.some(({ word, start }) => start < tokens[first]!.start && ASKING.has(word))) return true;
  return POLITE_MARKS.test(text.slice(from, sentence.at(-1)!.end));
}

const PRIORITY_WORDS: ReadonlySet<string> = new Set(PRIORITIES);
const CATEGORY_WORDS: ReadonlySet<string> = new Set(CATEGORIES);

function sentenceAround(tokens: readonly WordToken[], first: number, behind: number): readonly WordToken[] {
  const ends = (token: WordToken | undefined) => !token || /^(?:[.!?:;。！？]|)$/.test(token.word);
  let from = first;
  while (first - from < CONTEXT_WORDS && !ends(tokens[from - 1])) from--;
  let to = behind;
  while (to - behind < CONTEXT_WORDS && !ends(tokens[to])) to++;
  return tokens.slice(from, to);
}

function tailEnd(tokens: readonly WordToken[], behind: number): number {
  let end = behind;
  for (let at = behind; at < tokens.length && at - behind < MAX_TAIL_LENGTH; at++) {
    const { word } = tokens[at]!;
    if (TAIL.has(word)) end = at + 1;
    else if (!/^[.;:]$/.test(word) || !TAIL.has(tokens[at + 1]?.word ?? '')) break;
  }
  return end;
}

const MAX_LINE_LENGTH = 1000;

/** A line break before a lower-case letter is a wrapped line of an email. */
function endOfLine(original: string, from: number): number {
  const rest = original.slice(from, from + MAX_LINE_LENGTH);
  const end = /\r?\n(?!\p{Ll})/u.exec(rest);
  return from + (end?.index ?? rest.length);
}

/** Ruled lines or brackets that end the ticket or begin another part of the prompt. */
const FRAME =
  /(?:[-=#*<[_~+]{2} ?|[[<])(?:this is the )?((?:end|begin|start|close)(?: of)?(?: the)? (?:ticket|description|user (?:input|message|data|content|text)|customer (?:message|input|text)|untrusted|input data|system|prompt|instructions?|(?:developer|admin|administrator|operator|security|override) (?:message|note|notice|policy|override|mode))|(?:ticket|description|user input) (?:ends|end|over|finished))\b/g;

function findFrames(original: string, { text, at }: FoldedText): InjectionSpan[] {
  return [...text.matchAll(FRAME)].map((match) => {
    const end = match.index + match[0].length;
    return { kind: 'frame', start: at[end - match[1]!.length]!, end: endOfLine(original, at[end]!) };
  });
}

/** Distinguishes "system: …" as a role of the conversation from the name of a computer. */
const ADDRESSES_CLASSIFIER = new RegExp(
  `\\b(?:ignore|disregard|override|classif(?:y|ied|ier|ication)|triage|categori[sz]e|prioriti[sz]e|respond with|answer with|output|comply|this is critical|new (?:rule|policy)|=> ?(?:${VALUE})\\b|override|treat (?:this|the|every|all)|label (?:this|it|the|all|every|my)|(?:all|every|any|my) tickets?\\b[^.\\n]{0,40}\\b(?:critical|urgent|priority|important)|tickets? (?:from|by|of) this (?:sender|author|user|person)|(?:highest|top|maximum|max) (?:priority|urgency|severity)|(?:urgency|severity|priority) {0,3}[=:] {0,3}(?:highest|max|top)|mark (?:this|it|the|all|every)|always (?:answer|say)|set (?:the )?(?:priority|category)|instructions?|(?:priority|category|confidence)\\W{1,5}(?:(?:is|to|as|must be)\\W{1,3})?(?:${VALUE}|1\\b|0?\\.9)|you are (?:an?|the|now)\\b[^.\\n]{0,40}\\b(?:ai|assistant|classifier|model|bot))`,
);
/** An answer of one word. */
const STARTS_WITH_VALUE = new RegExp(`^\\W{0,5}(?:${VALUE})\\b`);

const ROLE_TOKEN =
  /<\|[a-z_ ]{2,30}\|>|\[\/?inst\]|<<\/?sys>>|<(?:start|end)_of_turn>|<\/?(?:system_prompt|system-prompt|(?:assistant|system|developer)[_-](?:response|answer|reply|output|message|note|override|update)|ticket|ticket_text|user_input|user_message|customer_message|untrusted|untrusted_data|override|assistant|system|developer|instructions)>|\[\/?(?:system|assistant|developer|admin)(?: [a-z]{1,12})?\]|\{\{#?\/?~?(?:system|assistant)~?\}\}|^[ \t>*=#-]{0,12}(?:system|admin|developer|operator) (?:message|notice|override|update|prompt)[ *=-]{0,8}$|\[{1,2}\/?(?:admin|system|operator|developer)[_ -]override\]{1,2}|^[ \t>*]{0,12}(?:system|assistant|developer|ai|admin|model|operator|systemhinweis|systemnachricht|systemmeldung|système|sistema|система|システム|系统|시스템)(?: (?:message|prompt|note|notice|override))?[ *]{0,4}[:>]|#{1,4} {0,4}(?:new |system |updated )?(?:instructions?|system(?: prompt| message)?|response|assistant)[ :#]{0,4}$|"role" {0,4}: {0,4}"(?:system|assistant|developer|model)"(?: {0,4}, {0,4}"(?:content|parts|text)")?/gm;
/** Forms have fields with these names as well, followed by "Output: …" or "Instructions: …". */
const FORM_FIELD = /^(?:model|operator|admin)\b/;
const ADDRESSES_CLASSIFIER_IN_FORM = new RegExp(
  ADDRESSES_CLASSIFIER.source.replace('output|', '').replace('|instructions?', ''),
);
/** Prompts for other models, quoted by developers, are about other subjects. */
const ABOUT_TICKETS = /\b(?:tickets?|triage|classif|critical|priority|ignore|disregard|override)/;
/** Markers without another meaning. */
const UNAMBIGUOUS_ROLE =
  /^(?:<\||\[{1,2}\/?(?:admin|system|operator|developer)[_ -]override|\[\/?inst|<<\/?sys|<(?:start|end)_of_turn|<\/?(?:system_prompt|system-prompt|ticket_text|user_input|user_message|customer_message|untrusted))|^#{2,4} {0,4}instruction {0,4}:?$|^<\/ticket>|^"role".{0,40}(?:content|parts|text)"$/;
const MAX_TURN_LENGTH = 1500;
const PARAGRAPH_END = /\n[ \t]{0,8}\n(?=[ \t]{0,8}\S)/;
const TURN_CONTEXT_LENGTH = 400;

function findRoles({ text, at }: FoldedText): InjectionSpan[] {
  const found: InjectionSpan[] = [];
  let done = 0;
  for (const match of text.matchAll(ROLE_TOKEN)) {
    if (match.index < done) continue;
    const marker = match[0];
    const body = text.slice(match.index + marker.length, match.index + MAX_TURN_LENGTH);
    const indent = body.length - body.trimStart().length;
    const closing = /^<[a-z_]+>$/.test(marker) ? body.indexOf(`</${marker.slice(1)}`) : -1;
    const ends = PARAGRAPH_END.exec(body.slice(indent))?.index ?? body.length - indent;
    const paragraph = closing < 0 ? indent + ends : Math.min(indent + ends, closing);
    // About a sentence after the marker belongs to it, such as an instruction in the line after "system:".
    const turn = body.slice(0, Math.min(paragraph, TURN_CONTEXT_LENGTH));
    const startsWithValue = marker.includes('assistant') && STARTS_WITH_VALUE.test(turn);
    // An element without an instruction ends with its closing tag.
    if (closing >= 0) done = match.index + marker.length + closing + marker.length + 1;
    const addressesClassifier = FORM_FIELD.test(marker.trim())
      ? ADDRESSES_CLASSIFIER_IN_FORM
      : ADDRESSES_CLASSIFIER;
    if (!UNAMBIGUOUS_ROLE.test(marker.trim()) && !startsWithValue && !addressesClassifier.test(turn))
      continue;
    const lineStart = text.lastIndexOf('\n', match.index) + 1;
    if (
      marker.startsWith('"role"') &&
      isRequestBody(text, lineStart, match.index) &&
      !ABOUT_TICKETS.test(turn)
    )
      continue;
    done = Math.min(match.index + marker.length + paragraph, text.length);
    found.push({ kind: marker.startsWith('</') ? 'frame' : 'role', start: at[match.index]!, end: at[done]! });
  }
  return found;
}

const ANSWER_KEYS =
  'category|priority|confidence|rationale|classification|label|verdict|abstained|evidence|reason|triage';
const IS_ANSWER_KEY = new RegExp(`^(?:${ANSWER_KEYS})$`);
/** Key and value in JSON, YAML, XML or a list. */
const PAIR = new RegExp(
  `["'\`]?\\b(?:category|priority|confidence)\\b["'\`]?\\s{0,3}(?::|=>|=|->|\\|)\\s{0,3}["'\`]?(?:(?:${VALUE})\\b|(?:1(?:\\.0{1,4})?|0?\\.9\\d?)(?![\\d.]))["'\`]?|<(?:category|priority)>\\s{0,3}(?:${VALUE})\\s{0,3}</(?:category|priority)>`,
  'g',
);
const ANY_KEY = /["'`]([a-z_@][\w.@-]{0,40})["'`]\s{0,3}:/g;
const ANSWER_LINE = new RegExp(`^[ \\t>*|-]{0,12}(?:${ANSWER_KEYS})[ *]{0,4}[:=]`);
const FIELD_LINE = /^[ \t>*-]{0,12}([a-z](?:[a-z0-9 _/-]{0,30}[a-z0-9_/-])?)[ *]{0,4}[:=]/;
const MAX_FIELD_LINE_LENGTH = 300;
const LINES_AROUND = 12;
const MAX_OBJECT_LENGTH = 2000;

interface TextSpan {
  start: number;
  end: number;
}

/**
 * Finds imitated answers: objects or lines in which at least half of the fields are those of an answer. In log
 * records, most fields are others.
 */
function findAnswers({ text, at }: FoldedText): InjectionSpan[] {
  const found: InjectionSpan[] = [];
  const push = ({ start, end }: TextSpan) => found.push({ kind: 'answer', start: at[start]!, end: at[end]! });
  for (const match of text.matchAll(PREDICTION)) {
    push({ start: match.index, end: match.index + match[0].length });
  }
  const pairs = [...text.matchAll(PAIR)].map(({ 0: pair, index }) => ({
    start: index,
    end: index + pair.length,
  }));
  if (pairs.length === 0) return found;
  const lines = linesOf(text);
  const byLine = new Map<number, TextSpan[]>();
  let object: TextSpan | undefined;
  let line = 0;
  for (const pair of pairs) {
    while (lines[line + 1] && lines[line + 1]!.start <= pair.start) line++;
    if (object && pair.start < object.end) continue;
    object = objectAround(text, pair.start);
    if (object) {
      if (
        isAnswer(text.slice(object.start, object.end)) &&
        !isRequestBody(text, lines[line]!.start, object.start)
      )
        push(object);
      continue;
    }
    const linePairs = byLine.get(line);
    if (linePairs) linePairs.push(pair);
    else byLine.set(line, [pair]);
  }
  const isDiff = DIFF_HUNK.test(text);
  for (const [at, linePairs] of byLine) {
    const { start, end } = lines[at]!;
    const [first] = linePairs;
    if (isDiff && /[+-]/.test(text.charAt(start))) continue;
    if (inStatement(text, first!.start, first!.end)) continue;
    if (linePairs.length > 1) linePairs.forEach(push);
    else if (isBracketed(text, first!)) push(first!);
    else if (isAlone(text, start, end, first!) && !amongOtherFields(text, lines, at)) {
      push({ start, end: endOfAnswerLines(text, lines, at) });
    }
  }
  return found;
}

/** Examples for few-shot prompting: "Ticket: the mouse is broken -> critical". */
const EXCHANGE = new RegExp(
  `^[ \\t>*-]{0,8}(?:ticket|input|message|text|example|request|user|q)\\b[^\\n]{0,200}?(?:->|=>|→|\\bis) {0,3}["'\`]?(?:${VALUE})\\b["'\`.]{0,3}$`,
  'gm',
);
const MIN_EXCHANGES = 2;

function findExchanges({ text, at }: FoldedText): InjectionSpan[] {
  const found = [...text.matchAll(EXCHANGE)];
  if (found.length < MIN_EXCHANGES) return [];
  return found.map(({ 0: line, index }) => ({
    kind: 'answer',
    start: at[index]!,
    end: at[index + line.length]!,
  }));
}

/** The last line of few-shot examples, which a model would continue. */
const PREDICTION = new RegExp(
  `^[ \\t>*-]{0,8}(?:output|(?:your )?answer|prediction|verdict|completion|response) {0,2}[:=] {0,3}["'\`]?(?:${VALUE})["'\`.]{0,3}$`,
  'gm',
);
/** Header of a hunk in the output of `diff`. */
const DIFF_HUNK = /^@@ -\d/m;
/** Context in which JSON is the body of a request. */
const REQUEST_CONTEXT =
  /\bmessages {0,2}[=:]|\b(?:curl|post|posted|put|patch|fetch|axios|payload|body|api|endpoint|webhook|docs|swagger|gateway|(?:we|i|it|code|script|app|form|client|integration|plugin|program|page|portal|tool|service|gateway|import|export|shop|browser) (?:sends?|sent|submits?|submitted|gets?|got|receives?|received|returns?|stores?|writes?))\b/;

function isRequestBody(text: string, lineStart: number, start: number): boolean {
  return REQUEST_CONTEXT.test(text.slice(Math.max(lineStart, start - MAX_FIELD_LINE_LENGTH), start));
}

function linesOf(text: string): TextSpan[] {
  const lines: TextSpan[] = [];
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    lines.push({ start, end });
    start = end + 1;
  }
  return lines;
}

function isAnswer(object: string): boolean {
  const keys = [...object.matchAll(ANY_KEY)].map((match) => match[1]!);
  const ours = keys.filter((key) => IS_ANSWER_KEY.test(key)).length;
  return keys.length - ours <= ours;
}

function isBracketed(text: string, { start, end }: TextSpan): boolean {
  return (
    /[[({<]\s{0,3}$/.test(text.slice(Math.max(0, start - 4), start)) &&
    /^\s{0,3}[\])}>,;/]/.test(text.slice(end, end + 4))
  );
}

/** Whether the line has no other text, except for punctuation or a comment. */
function isAlone(text: string, lineStart: number, lineEnd: number, { start, end }: TextSpan): boolean {
  const rest = text.slice(end, Math.min(lineEnd, end + MAX_FIELD_LINE_LENGTH)).replace(/#.*$/s, '');
  return start - lineStart <= 40 && !/[\p{L}\p{N}]/u.test(text.slice(lineStart, start) + rest);
}

/** End of the following lines with further fields of an answer, such as a rationale. */
function endOfAnswerLines(text: string, lines: readonly TextSpan[], at: number): number {
  let last = at;
  while (last - at < LINES_AROUND && lines[last + 1] && ANSWER_LINE.test(lineText(text, lines[last + 1]!)))
    last++;
  return lines[last]!.end;
}

function lineText(text: string, { start, end }: TextSpan): string {
  return text.slice(start, Math.min(end, start + MAX_FIELD_LINE_LENGTH));
}

function objectAround(text: string, position: number): TextSpan | undefined {
  const from = Math.max(0, position - MAX_OBJECT_LENGTH);
  const open = text.slice(from, position).lastIndexOf('{');
  if (open < 0) return undefined;
  const start = from + open;
  if (text.slice(start, position).includes('}')) return undefined;
  const close = text.slice(position, position + MAX_OBJECT_LENGTH).indexOf('}');
  return close < 0 ? undefined : { start, end: position + close + 1 };
}

/** Whether the surrounding lines are a form or mail header, most of whose fields are not those of an answer. */
function amongOtherFields(text: string, lines: readonly TextSpan[], at: number): boolean {
  let ours = 1;
  let others = 0;
  const count = (line: TextSpan | undefined): boolean => {
    const key = line && FIELD_LINE.exec(lineText(text, line))?.[1];
    if (!key) return false;
    if (IS_ANSWER_KEY.test(key)) ours++;
    else others++;
    return true;
  };
  for (let line = at - 1; at - line <= LINES_AROUND && count(lines[line]); line--);
  for (let line = at + 1; line - at <= LINES_AROUND && count(lines[line]); line++);
  return others > ours;
}

const SPELLED_OUT = /(?<![a-z0-9])(?:[a-z0-9][ ._*|/-]{1,3}){7,200}[a-z0-9](?![a-z0-9])/g;
const SPELLED_OUT_INSTRUCTION = new RegExp(
  `(?:ignore|disregard|forget|override)(?:all|any|the|your|of|previous|prior|above|earlier|system){1,5}(?:instructions?|prompts?|rules)|(?:mark|set|classify|triage|treat|label|rate)(?:this|it|the|ticket|as|to|priority|category|a(?!s)){0,6}(?:${VALUE})|(?:priority|category)(?:is|to|as)?(?:${VALUE})|systemprompt`,
);

/** Finds words with separators between the letters: "i g n o r e  a l l". */
function findSpelledOut({ text, at }: FoldedText): InjectionSpan[] {
  return [...text.matchAll(SPELLED_OUT)]
    .filter((match) => SPELLED_OUT_INSTRUCTION.test(match[0].replace(/[^a-z0-9]/g, '')))
    .map((match) => ({
      kind: 'hidden' as const,
      start: at[match.index]!,
      end: at[match.index + match[0].length]!,
    }));
}

/** Words that most instructions contain, in ROT13 and reversed. */
const ROT13_WORDS = /vtaber|qvfertneq|sbetrg|biireevqr|vafgehpgvba|pynffvsl|pevgvpny|cevbevgl|flfgrz/;
const REVERSED_WORDS =
  /erongi|dragersid|tegrof|edirrevo|noitcurtsni|snoitcurtsni|yfissalc|lacitirc|ytiroirp|metsys/;

function findDisguised(original: string, { text, at }: FoldedText): InjectionSpan[] {
  const found: InjectionSpan[] = [];
  if (ROT13_WORDS.test(text)) found.push(...findPhrases(original, rot13(text), at));
  if (REVERSED_WORDS.test(text)) {
    const reversed = [...text].reverse().join('');
    const places = Array.from({ length: reversed.length + 1 }, (_, i) => i);
    for (const { start, end } of findPhrases(reversed, reversed, places)) {
      found.push({ kind: 'encoded', start: at[text.length - end]!, end: at[text.length - start]! });
    }
  }
  return found.map((stretch) => ({ ...stretch, kind: 'encoded' }));
}

function rot13(text: string): string {
  return text.replace(/[a-z]/g, (letter) =>
    String.fromCharCode(((letter.charCodeAt(0) - 97 + 13) % 26) + 97),
  );
}

/** Tag characters, which encode ASCII invisibly. A few of them after a black flag emoji are a subdivision's flag. */
const TAGS = /(?<![\u{1F3F4}\u{E0020}-\u{E007F}])[\u{E0020}-\u{E007F}]{4,4000}/gu;
/** Overrides of the text direction, which display another text than a model reads. Hebrew and Arabic do not need them. */
const DIRECTION_OVERRIDE = /[\u202D\u202E]([^\u202C-\u202E\n]{4,2000})\u202C?/g;
const HIDING_STYLE =
  /display\s{0,4}:\s{0,4}none|visibility\s{0,4}:\s{0,4}hidden|font-size\s{0,4}:\s{0,4}0|opacity\s{0,4}:\s{0,4}0(?!\.?\d{0,4}[1-9])|\bhidden\b|color\s{0,4}:\s{0,4}(?:white|#fff(?:fff)?)\b/i;
const TAG = /<!--|<([a-z]\w{0,9})\b[^<>]{0,600}>/gi;
const MAX_HIDDEN_LENGTH = 2000;
/** Characters of the shortest word that is looked for. Thousands of shorter passages would only cost time. */
const MIN_HIDDEN_LENGTH = 6;
const SUSPICIOUS_TEXT = new RegExp(
  `\\bcritical\\b|\\bclassif|\\btriage\\b|\\boutage\\b|\\binstructions?\\b|\\b(?:${PRIORITY}) priority|\\bpriority\\W{1,3}(?:${PRIORITY})\\b`,
);

function findHidden(original: string, depth: number): InjectionSpan[] {
  const found: InjectionSpan[] = [];
  const push = (start: number, end: number) => found.push({ kind: 'hidden', start, end });
  for (const match of original.matchAll(TAGS)) push(match.index, match.index + match[0].length);
  for (const match of original.matchAll(DIRECTION_OVERRIDE)) {
    if ((match[1]!.match(/[A-Za-z]/g) ?? []).length >= 4) push(match.index, match.index + match[0].length);
  }
  if (depth >= MAX_DEPTH) return found;
  let done = 0;
  for (const match of original.matchAll(TAG)) {
    const [tag, name] = match;
    // Checks each character in one hidden element at most, to keep the time linear.
    if (match.index < done || (name && !HIDING_STYLE.test(tag))) continue;
    const start = match.index + tag.length;
    const rest = original.slice(start, start + MAX_HIDDEN_LENGTH);
    const closed = rest.search(name ? /<\//u : /-->/);
    const inside = closed < 0 ? rest : rest.slice(0, closed);
    done = start + inside.length;
    if ((closed < 0 && !name) || inside.trim().length < MIN_HIDDEN_LENGTH) continue;
    if (!SUSPICIOUS_TEXT.test(foldText(inside).text) && findInjections(inside, MAX_DEPTH).length === 0)
      continue;
    const closing = original.slice(done, done + 20);
    push(match.index, done + (/^(?:-->|<\/\w{1,10}>?)/.exec(closing)?.[0].length ?? 0));
  }
  return found;
}

/** At least 18 bytes, possibly in several lines. */
const BASE64 = /(?<![\w+/-])[\w+/-]{24,8000}(?:\r?\n[\w+/-]{4,100}){0,60}={0,2}/g;
const HEX = /(?<![\da-z])[\da-f]{2}(?:[ ,:]{0,2}(?:0x|\\x)?[\da-f]{2}){11,4000}(?![\da-z])/gi;
const BINARY = /(?<![\d])[01]{8}(?: ?[01]{8}){11,2500}(?!\d)/g;
const MAX_DECODED_PASSAGES = 20;

const ENCODINGS: readonly { pattern: RegExp; decode: (encoded: string) => Buffer }[] = [
  { pattern: BASE64, decode: (encoded) => Buffer.from(encoded.replace(/\s/g, ''), 'base64') },
  {
    pattern: HEX,
    decode: (encoded) => Buffer.from(encoded.replace(/0x|\\x|[ ,:]/g, ''), 'hex'),
  },
  {
    pattern: BINARY,
    decode: (encoded) => Buffer.from((encoded.match(/[01]{8}/g) ?? []).map((bits) => parseInt(bits, 2))),
  },
];

function findEncoded(original: string, depth: number): InjectionSpan[] {
  const found: InjectionSpan[] = [];
  for (const { pattern, decode } of ENCODINGS) {
    let count = 0;
    for (const match of original.matchAll(pattern)) {
      if (++count > MAX_DECODED_PASSAGES) break;
      const decoded = decode(match[0]).toString('utf8');
      if ((decoded.match(/[\x20-\x7e\n]/g) ?? []).length < decoded.length * 0.6) continue;
      if (findInjections(decoded, depth + 1).length > 0)
        found.push({ kind: 'encoded', start: match.index, end: match.index + match[0].length });
    }
  }
  return found;
}
