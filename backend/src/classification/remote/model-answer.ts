import { CATEGORIES, PRIORITIES, type Category, type Priority } from '../../vocabulary/index.js';
import { RATIONALE_LIMIT } from '../prompt/prompt-v3.js';
import { invalidAnswer, RemoteFailure } from './remote-failure.js';
import { field, oneLine } from './untrusted-values.js';

/** A validated answer for one ticket. */
export interface ModelAnswer {
  evidence: string[];
  rationale: string;
  abstain: boolean;
  category: Category;
  priority: Priority;
  confidence: number;
  /** Id of a topic, as the model gave it; null for none. */
  topic: string | null;
}

/** Limits on an answer's quotes before they are verified, which limits them further. */
const MAX_QUOTES = 50;
const MAX_QUOTE_LENGTH = 500;

/** A `real` column cannot store numbers as small as JSON can. */
const CONFIDENCE_STEPS = 1_000_000;

/**
 * Parses the JSON that a model wrote. Validates it although the schema was sent with the request, because a model or
 * another server at the base URL may ignore the schema.
 * @returns for each id, in their order, the answer or why it is invalid
 * @throws RemoteFailure `invalid_answer` if there is no list of answers
 */
export function parseAnswers(text: string, ids: readonly string[]): (ModelAnswer | RemoteFailure)[] {
  const answers = field(parseJson(extractJson(text)), 'answers');
  if (!Array.isArray(answers)) throw invalidAnswer('it holds no list of answers');
  const byId = Map.groupBy(answers as unknown[], (answer) => field(answer, 'id'));
  return ids.map((id) => {
    const matching = byId.get(id) ?? [];
    if (matching.length === 0) return invalidAnswer('it leaves a ticket out');
    // With two answers for a ticket, neither can be trusted.
    if (matching.length > 1) return invalidAnswer('it answers a ticket twice');
    return parseAnswer(matching[0]);
  });
}

function parseAnswer(answer: unknown): ModelAnswer | RemoteFailure {
  const category = matchValue(CATEGORIES, field(answer, 'category'));
  const priority = matchValue(PRIORITIES, field(answer, 'priority'));
  const confidence = parseConfidence(field(answer, 'confidence'));
  const rationale = field(answer, 'rationale');
  const evidence = field(answer, 'evidence');
  const abstain = field(answer, 'abstain');
  if (!category) return invalidAnswer('its category is none of ours');
  if (!priority) return invalidAnswer('its priority is none of ours');
  if (confidence === null || !(confidence >= 0 && confidence <= 1)) {
    return invalidAnswer('its confidence is no number from 0 to 1');
  }
  if (typeof abstain !== 'boolean') return invalidAnswer('it does not say whether it abstains');
  if (!Array.isArray(evidence) || !evidence.every((quote) => typeof quote === 'string')) {
    return invalidAnswer('its evidence is no list of quotes');
  }
  const quotes = evidence.filter((quote) => quote.length <= MAX_QUOTE_LENGTH).slice(0, MAX_QUOTES);
  const sentence = typeof rationale === 'string' ? oneLine(rationale, RATIONALE_LIMIT) : '';
  if (!sentence) return invalidAnswer('it has no rationale');
  const rounded = Math.round(confidence * CONFIDENCE_STEPS) / CONFIDENCE_STEPS;
  const given = field(answer, 'topic');
  const topic = typeof given === 'string' || typeof given === 'number' ? String(given).trim() : null;
  return { evidence: quotes, rationale: sentence, abstain, category, priority, confidence: rounded, topic };
}

/**
 * Servers that do not enforce a schema let a model reason first, or wrap the JSON in a code fence or a sentence. Text
 * that is JSON already stays unchanged, since its quotes may contain anything.
 */
function extractJson(text: string): string {
  const from = text.search(/\S/);
  if (text[from] === '{') return text.slice(from);
  const thought = text.startsWith('<think>', from) ? text.indexOf('</think>') : -1;
  const start = text.indexOf('{', Math.max(0, thought));
  return start < 0 ? text : text.slice(start, text.lastIndexOf('}') + 1);
}

/** Ignores case. */
function matchValue<T extends string>(values: readonly T[], text: unknown): T | undefined {
  return typeof text === 'string' ? values.find((value) => value === text.trim().toLowerCase()) : undefined;
}

/** From 0 to 1, or in percent. 1 means 100 %, so percentages start at 2. */
function parseConfidence(value: unknown): number | null {
  const [, digits, percent] = /^(\d{1,3}(?:\.\d{1,20})?) ?(%?)$/.exec(String(value)) ?? [];
  if (typeof value !== 'number' && (typeof value !== 'string' || !digits)) return null;
  const number = digits ? Number(digits) : Number(value);
  return percent || (Number.isInteger(number) && number > 1 && number <= 100) ? number / 100 : number;
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw invalidAnswer('its text is not JSON');
  }
}
