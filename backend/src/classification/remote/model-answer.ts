import { CATEGORIES, PRIORITIES, type Category, type Priority } from '../../tickets/ticket.values.js';
import { RATIONALE_LIMIT } from '../prompt/prompt-v2.js';
import { invalidAnswer, RemoteFailure } from './remote-failure.js';
import { field, list, oneLine } from './untrusted.js';

/** What a model says about one ticket, once it is known to say something. */
export interface ModelAnswer {
  evidence: string[];
  rationale: string;
  abstain: boolean;
  category: Category;
  priority: Priority;
  confidence: number;
}

/**
 * Reads the JSON that a model wrote. The schema was sent with the request, and is checked again: a model, or whatever
 * answers at the base URL, may ignore it.
 * @returns for each id, in their order, the answer or why it is none
 * @throws RemoteFailure `invalid_answer` where the whole is no list of answers
 */
export function readAnswers(text: string, ids: readonly string[]): (ModelAnswer | RemoteFailure)[] {
  const answers = field(parseJson(text), 'answers');
  if (!Array.isArray(answers)) throw invalidAnswer('it holds no list of answers');
  return ids.map((id) => {
    const own = list(answers).filter((answer) => field(answer, 'id') === id);
    if (own.length === 0) return invalidAnswer('it leaves a ticket out');
    // Two answers for one ticket: neither is to be believed.
    if (own.length > 1) return invalidAnswer('it answers a ticket twice');
    return readOne(own[0]);
  });
}

function readOne(answer: unknown): ModelAnswer | RemoteFailure {
  const category = CATEGORIES.find((value) => value === field(answer, 'category'));
  const priority = PRIORITIES.find((value) => value === field(answer, 'priority'));
  const confidence = field(answer, 'confidence');
  const rationale = field(answer, 'rationale');
  const evidence = field(answer, 'evidence');
  const abstain = field(answer, 'abstain');
  if (!category) return invalidAnswer('its category is none of ours');
  if (!priority) return invalidAnswer('its priority is none of ours');
  if (typeof confidence !== 'number' || !(confidence >= 0 && confidence <= 1)) {
    return invalidAnswer('its confidence is no number from 0 to 1');
  }
  if (typeof abstain !== 'boolean') return invalidAnswer('it does not say whether it abstains');
  if (!Array.isArray(evidence) || !evidence.every((quote) => typeof quote === 'string')) {
    return invalidAnswer('its evidence is no list of quotes');
  }
  const sentence = typeof rationale === 'string' ? oneLine(rationale, RATIONALE_LIMIT) : '';
  if (!sentence) return invalidAnswer('it has no rationale');
  return { evidence, rationale: sentence, abstain, category, priority, confidence };
}

function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw invalidAnswer('its text is not JSON');
  }
}
