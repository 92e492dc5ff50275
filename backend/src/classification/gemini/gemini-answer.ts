import { ApiError } from '@google/genai';
import { CATEGORIES, PRIORITIES, type Category, type Priority } from '../../tickets/ticket.values.js';
import { ClassifierUnavailable, type DegradedReason } from '../classifier.js';

/** What an answer says, once it is known to be one. */
export interface GeminiAnswer {
  rationale: string;
  category: Category;
  priority: Priority;
  confidence: number;
  /** Null where the answer doesn't name it. */
  model: string | null;
  inputTokens: number | null;
  outputTokens: number | null;
}

/** What was seen of an HTTP answer; the SDK's errors don't carry its headers. */
export interface HttpAnswer {
  status: number;
  retryAfter: string | null;
}

interface FailureFacts {
  /** The HTTP status, where there was an answer at all. */
  status?: number;
  /** Google's reason (`API_KEY_INVALID`) or the network's (`ENOTFOUND`). */
  code?: string;
  /** How long Gemini asked to be left alone. */
  retryAfterMs?: number;
  /** For a timeout: how long Gemini had been given. */
  waitedMs?: number;
  /** Whether the same request may well succeed a moment later. */
  transient?: boolean;
}

/**
 * Gemini's failure, sorted. Its message is made here from the status and a code, and there is no `cause`:
 * Google's own messages can repeat the API key, and the SDK's hold the whole body.
 */
export class GeminiFailure extends ClassifierUnavailable {
  readonly status: number | null;
  readonly code: string | null;
  readonly retryAfterMs: number | null;
  readonly waitedMs: number | null;
  readonly transient: boolean;

  constructor(reason: DegradedReason, message: string, facts: FailureFacts = {}) {
    const marks = [facts.status && `HTTP ${facts.status}`, facts.code].filter(Boolean).join(', ');
    super(reason, marks ? `${message} (${marks})` : message);
    this.name = 'GeminiFailure';
    this.status = facts.status ?? null;
    this.code = facts.code ?? null;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.waitedMs = facts.waitedMs ?? null;
    this.transient = facts.transient ?? false;
  }
}

const RATIONALE_LIMIT = 500;
const MODEL_NAME_LIMIT = 100;

/** Finish reasons with which Gemini says that it won't, as opposed to that it couldn't. */
const REFUSALS = ['SAFETY', 'RECITATION', 'BLOCKLIST', 'PROHIBITED_CONTENT', 'SPII', 'LANGUAGE'];

/**
 * Reads what the SDK handed over. The schema was sent with the request, and is checked again: a model, or
 * whatever answers at the base URL, may ignore it.
 * @throws GeminiFailure `refused` or `invalid_answer`
 */
export function readAnswer(response: unknown): GeminiAnswer {
  const [candidate] = list(field(response, 'candidates'));
  if (candidate === undefined) {
    const blocked = code(field(field(response, 'promptFeedback'), 'blockReason'));
    if (blocked) throw new GeminiFailure('refused', 'Gemini refused the ticket', { code: blocked });
    throw invalid('it holds no candidate');
  }
  const finish = code(field(candidate, 'finishReason'));
  if (finish && REFUSALS.includes(finish)) {
    throw new GeminiFailure('refused', 'Gemini refused to answer', { code: finish });
  }
  if (finish && finish !== 'STOP' && finish !== 'FINISH_REASON_UNSPECIFIED') {
    throw invalid('it was not finished', finish);
  }

  const answer = parseJson(textOf(candidate));
  const category = CATEGORIES.find((value) => value === field(answer, 'category'));
  const priority = PRIORITIES.find((value) => value === field(answer, 'priority'));
  const confidence = field(answer, 'confidence');
  const rationale = field(answer, 'rationale');
  if (!category) throw invalid('its category is none of ours');
  if (!priority) throw invalid('its priority is none of ours');
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    throw invalid('its confidence is no number from 0 to 1');
  }
  const sentence = typeof rationale === 'string' ? oneLine(rationale, RATIONALE_LIMIT) : '';
  if (!sentence) throw invalid('it has no rationale');

  const model = field(response, 'modelVersion');
  const usage = field(response, 'usageMetadata');
  const written = count(field(usage, 'candidatesTokenCount'));
  // Thoughts are billed as output and counted apart.
  const thought = count(field(usage, 'thoughtsTokenCount'));
  return {
    rationale: sentence,
    category,
    priority,
    confidence,
    model: (typeof model === 'string' && oneLine(model, MODEL_NAME_LIMIT)) || null,
    inputTokens: count(field(usage, 'promptTokenCount')),
    outputTokens: written === null && thought === null ? null : (written ?? 0) + (thought ?? 0),
  };
}

/** Sorts whatever the SDK threw. `http` is the answer that had begun to arrive, if one had. */
export function failureOf(error: unknown, http?: HttpAnswer): GeminiFailure {
  if (error instanceof GeminiFailure) return error;
  const name = field(error, 'name');
  if (name === 'AbortError' || name === 'TimeoutError') {
    return new GeminiFailure('timeout', 'Gemini did not answer in time');
  }
  if (error instanceof ApiError)
    return failureOfStatus(error.status, bodyOf(error), http?.retryAfter ?? null);
  // An error's body that is not the JSON it claims to be: the status still says what happened.
  if (http && http.status >= 400) return failureOfStatus(http.status, undefined, http.retryAfter);
  const network = networkCode(error);
  if (network || !http) {
    return new GeminiFailure('unavailable', 'Gemini could not be reached', {
      code: network ?? undefined,
      transient: true,
    });
  }
  return invalid('it is not JSON of the expected shape');
}

function failureOfStatus(status: number, body: unknown, retryAfter: string | null): GeminiFailure {
  const error = field(body, 'error');
  const details = list(field(error, 'details'));
  const reasons = details.map((detail) => code(field(detail, 'reason'))).filter((reason) => reason !== null);
  const named = code(field(error, 'status'));
  const facts: FailureFacts = { status, code: reasons[0] ?? named ?? undefined };

  if (status === 401 || status === 403 || (status === 400 && reasons.includes('API_KEY_INVALID'))) {
    return new GeminiFailure('unauthorized', 'Gemini did not accept the API key', facts);
  }
  // So it answers where the free tier isn't offered: every ticket would get the same, and only the operator can help.
  if (status === 400 && named === 'FAILED_PRECONDITION') {
    return new GeminiFailure('unauthorized', 'Gemini is not available to this project', facts);
  }
  if (status === 429) {
    const delays = details.map((detail) => seconds(field(detail, 'retryDelay')));
    return new GeminiFailure('rate_limited', 'Gemini has had too many requests', {
      ...facts,
      retryAfterMs: delays.find((ms) => ms !== undefined) ?? untilRetryAfter(retryAfter),
      transient: true,
    });
  }
  if (status === 400 || status === 413 || status === 422) {
    return new GeminiFailure('refused', 'Gemini did not accept the request', facts);
  }
  if (status === 404) {
    return new GeminiFailure('unavailable', 'Gemini does not know the model', facts);
  }
  return new GeminiFailure('unavailable', 'Gemini failed', {
    ...facts,
    transient: status === 408 || status >= 500,
  });
}

function invalid(what: string, mark?: string): GeminiFailure {
  return new GeminiFailure('invalid_answer', `Gemini's answer can't be used: ${what}`, { code: mark });
}

/** The SDK puts the body of an HTTP error into the message. */
function bodyOf(error: ApiError): unknown {
  try {
    const body: unknown = JSON.parse(error.message);
    return body;
  } catch {
    return undefined;
  }
}

function textOf(candidate: unknown): string {
  return list(field(field(candidate, 'content'), 'parts'))
    .filter((part) => field(part, 'thought') !== true)
    .map((part) => field(part, 'text'))
    .filter((text) => typeof text === 'string')
    .join('');
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw invalid('its text is not JSON');
  }
}

/** undici hides the reason in `cause`, and where it tried several addresses, in an AggregateError there. */
function networkCode(error: unknown): string | null {
  let at = error;
  for (let depth = 0; depth < 5 && at !== undefined; depth++) {
    const found = code(field(at, 'code'));
    if (found) return found;
    at = field(at, 'cause') ?? list(field(at, 'errors'))[0];
  }
  return null;
}

/** A duration as protobuf writes it in JSON: "7s", "0.250s". */
function seconds(value: unknown): number | undefined {
  const match = typeof value === 'string' ? /^(\d{1,9}(?:\.\d{1,9})?)s$/.exec(value) : null;
  return match ? Math.ceil(Number(match[1]) * 1000) : undefined;
}

/** `Retry-After` is a number of seconds or a date. */
function untilRetryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}

/** Only what looks like a code: whatever else stands there may be text of the ticket, or the key. */
function code(value: unknown): string | null {
  return typeof value === 'string' && /^[A-Z][A-Z0-9_]{1,62}$/.test(value) ? value : null;
}

function count(value: unknown): number | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? (value as number) : null;
}

/** One line of plain text: no control characters, no marks that turn the reading direction, no halved character. */
function oneLine(text: string, limit: number): string {
  return text
    .toWellFormed()
    .replace(/[\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/g, '')
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, limit)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trim();
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
