import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import {
  DEFAULT_CATEGORY,
  DEFAULT_PRIORITY,
  RATIONALE_WITHHELD,
  type TriageSource,
} from '../../vocabulary/index.js';
import {
  ClassifierUnavailable,
  type Classification,
  type Classifier,
  type SuggestedTopic,
  type TicketText,
} from '../classifier.js';
import type { DecisionExample, ExampleSource } from '../examples.js';
import { restorePersonalData } from '../personal-data.js';
import { verifyQuotes } from '../prompt-injection/verify-quotes.js';
import { EXAMPLE_LIMITS, buildPrompt, PROMPT_VERSION, RATIONALE_LIMIT } from '../prompt/prompt-v3.js';
import { CHARACTERS_PER_TOKEN, costOf, type PriceSettings } from '../usage/price.js';
import type { UsageLedger } from '../usage/usage-ledger.js';
import { rejectOnAbort, type ResilientModel } from './resilient-model.js';
import { parseAnswers, type ModelAnswer } from './model-answer.js';
import { InlineTextReader, type TextReader } from '../text-analysis/text-reader.js';
import type { ActiveTopic } from '../topics/topic-decisions.repository.js';
import type { TopicSource } from '../topics/topic-suggestions.js';
import type { OutgoingTicket } from './outgoing-ticket.js';
import { ComparedText, isGroundedInTicket } from './rationale-check.js';
import { RemoteFailure } from './remote-failure.js';
import type { Completion, Prompt } from './remote-model.js';
import { oneLine } from './untrusted-values.js';

export type RemoteSettings = PriceSettings &
  Pick<Settings, 'TRIAGE_PROVIDER' | 'TRIAGE_REDACT_PERSONAL_DATA' | 'TRIAGE_DAILY_BUDGET_USD'>;

/** Characters of tickets per call. A ticket has at most 6,300, most have a few hundred. */
export const BATCH_CHARACTERS = 24_000;

/** Maximum number of examples per call, for a single ticket and for a batch. */
const MAX_EXAMPLES = { alone: 4, batch: 10 };

/** A ticket with the text to send. `hostile` is whether it contains a prompt injection. */
interface PreparedText {
  text: TicketText;
  outgoing: OutgoingTicket;
  hostile: boolean;
}

/** A ticket's answer, or why there is none. */
export type ClassificationOutcome = Classification | ClassifierUnavailable;

/** Classifies tickets with the configured remote model: prepares the texts, checks the answers and records the usage. */
export class RemoteClassifier implements Classifier {
  private readonly logger = new Logger(RemoteClassifier.name);
  /** UTC day on which the daily budget was used up. */
  private budgetSpentOn: string | null = null;

  constructor(
    private readonly settings: RemoteSettings,
    /** Null if no remote model is configured. */
    private readonly model: ResilientModel | null,
    private readonly ledger: UsageLedger,
    private readonly examples?: ExampleSource,
    private readonly reader: TextReader = new InlineTextReader(),
    private readonly topics?: TopicSource,
  ) {}

  /** Source of the answers. */
  get source(): TriageSource {
    return this.settings.TRIAGE_PROVIDER;
  }

  /** The provider's name for the model; null if none is configured. */
  get modelName(): string | null {
    return this.model?.model.name ?? null;
  }

  /** Model name with its provider, for reports and messages. */
  get displayName(): string | null {
    return this.model && `${this.model.model.label} (${this.model.model.name})`;
  }

  get isConfigured(): boolean {
    return this.model !== null;
  }

  /** False if no model is configured, its circuit breaker is open, or the daily budget is used up. */
  get isAvailable(): boolean {
    return this.model !== null && this.model.available && this.budgetSpentOn !== today();
  }

  async classify(text: TicketText, signal: AbortSignal): Promise<Classification> {
    if (!this.model) throw this.notConfigured();
    const [outcome] = await this.ask([await this.prepare(text)], signal, { retryInvalid: true });
    if (outcome instanceof Error) throw outcome;
    return outcome!;
  }

  /**
   * Classifies several tickets in as few calls as their size allows. A ticket whose answer is missing, invalid or
   * refused is retried alone once. A failure of the model itself (outage, rate limit) is the outcome of all tickets
   * in the call.
   * @returns the outcomes in the order of the texts
   */
  async classifyAll(texts: readonly TicketText[], signal: AbortSignal): Promise<ClassificationOutcome[]> {
    if (!this.model) return texts.map(() => this.notConfigured());
    const outcomes: ClassificationOutcome[] = [];
    const prepared = await Promise.all(texts.map((text) => this.prepare(text).catch(toUnavailable)));
    const readable = prepared.flatMap((text, i) => {
      if (text instanceof Error) outcomes[i] = text;
      return text instanceof Error ? [] : [{ ...text, i }];
    });
    await Promise.all(
      groupIntoCalls(readable).map(async (call) => {
        const answers = await this.askBatch(call, signal);
        call.forEach(({ i }, at) => (outcomes[i] = answers[at]!));
      }),
    );
    return outcomes;
  }

  private notConfigured(): RemoteFailure {
    return new RemoteFailure('not_configured', `No ${this.source} model is configured`);
  }

  /** @throws ClassifierUnavailable if the text cannot be analyzed in time */
  private async prepare(text: TicketText): Promise<PreparedText> {
    const outgoing = await this.reader.outgoing(text, this.settings.TRIAGE_REDACT_PERSONAL_DATA);
    return { text, outgoing, hostile: await this.reader.isHostile(text) };
  }

  private async askBatch(
    texts: readonly PreparedText[],
    signal: AbortSignal,
  ): Promise<ClassificationOutcome[]> {
    const askAlone = (text: PreparedText, retryInvalid: boolean): Promise<ClassificationOutcome> =>
      this.ask([text], signal, { retryInvalid }).then(([outcome]) => outcome!, toUnavailable);
    if (texts.length === 1) return [await askAlone(texts[0]!, true)];
    const outcomes = await this.ask(texts, signal, { retryInvalid: false }).catch((error: unknown) =>
      texts.map(() => toUnavailable(error)),
    );
    return Promise.all(
      outcomes.map(async (outcome, i) => (isTicketFailure(outcome) ? askAlone(texts[i]!, false) : outcome)),
    );
  }

  /** @throws ClassifierUnavailable for a failure of the whole call, or of its only ticket */
  private async ask(
    texts: readonly PreparedText[],
    signal: AbortSignal,
    { retryInvalid }: { retryInvalid: boolean },
  ): Promise<ClassificationOutcome[]> {
    const { model } = this;
    if (!model) throw this.notConfigured();
    await this.requireBudget();
    const ids = randomIds(texts.length);
    const examples = await this.examplesFor(
      texts.map(({ text }) => text),
      signal,
    );
    const topics = await this.activeTopics();
    const prompt = buildPrompt(
      texts.map(({ outgoing: { title, description } }, i) => ({ id: ids[i]!, title, description })),
      examples,
      topics.map((topic) => ({ ...topic, id: String(topic.id) })),
    );
    const { answers, classifiedAs } = await model.ask(prompt, signal, {
      tickets: texts.length,
      retryInvalid,
      read: async (completion) => {
        const classifiedAs = await this.recordUsage(prompt, completion, texts.length);
        if (completion.outcome instanceof RemoteFailure) throw completion.outcome;
        const answers = parseAnswers(completion.outcome, ids);
        const [first] = answers;
        if (answers.length === 1 && first instanceof RemoteFailure) throw first;
        return { answers, classifiedAs };
      },
    });
    const exampleTexts = examples.map(({ title, excerpt }) => new ComparedText(`${title}\n${excerpt}`));
    const ticketTexts = texts.map(({ text }) => new ComparedText(`${text.title}\n${text.description}`));
    return answers.map((answer, i) => {
      if (answer instanceof RemoteFailure) return answer;
      const otherTexts = [...exampleTexts, ...ticketTexts.filter((_, at) => at !== i)];
      return {
        ...classifiedAs,
        ...toSuggestion(answer, texts[i]!.text, texts[i]!.outgoing, otherTexts),
        topic: toTopic(answer, topics),
      };
    });
  }

  /** Records the cost of a call, and returns the properties that its tickets share. */
  private async recordUsage(prompt: Prompt, completion: Completion, tickets: number) {
    const model = completion.model ?? this.model!.model.name;
    const { inputTokens, outputTokens } = completion;
    const billed = {
      inputTokens: inputTokens ?? estimateTokens(prompt.instruction.length + prompt.message.length),
      outputTokens: outputTokens ?? estimateTokens(String(completion.outcome).length),
    };
    const costUsd = costOf(this.settings, billed.inputTokens, billed.outputTokens);
    await this.ledger.record({ source: this.source, model, tickets, ...billed, costUsd });
    const share = (total: number | null): number | null => total && Math.round(total / tickets);
    return {
      source: this.source,
      model,
      promptVersion: PROMPT_VERSION,
      inputTokens: share(inputTokens),
      outputTokens: share(outputTokens),
      costUsd: costUsd === null ? null : costUsd / tickets,
    };
  }

  private async requireBudget(): Promise<void> {
    const budget = this.settings.TRIAGE_DAILY_BUDGET_USD;
    if (budget === undefined || (await this.ledger.spentToday()) < budget) return;
    if (this.budgetSpentOn !== today()) {
      this.logger.warn(
        `The daily budget of ${budget} USD is spent. The bundled model is used until midnight UTC.`,
      );
    }
    this.budgetSpentOn = today();
    throw new RemoteFailure('budget_spent', "The day's budget is spent");
  }

  /** Topics are optional: if they cannot be read, the model is called without them. */
  private async activeTopics(): Promise<readonly ActiveTopic[]> {
    try {
      return (await this.topics?.active()) ?? [];
    } catch (error) {
      this.logger.warn({ err: error }, 'Topics could not be read. The model is called without them');
      return [];
    }
  }

  /** Examples are optional: if they cannot be loaded in time, the model is called without them. */
  private async examplesFor(texts: readonly TicketText[], signal: AbortSignal): Promise<DecisionExample[]> {
    if (!this.examples) return [];
    const limit = texts.length === 1 ? MAX_EXAMPLES.alone : MAX_EXAMPLES.batch;
    const perTicket = Math.max(1, Math.floor(limit / texts.length));
    try {
      const results = await rejectOnAbort(
        Promise.all(
          texts.map(({ title, description }) => this.examples!.findSimilar(`${title}\n${description}`)),
        ),
        signal,
        () => new Error('No examples were found in time'),
      );
      const chosen = new Map<string, DecisionExample>();
      for (const example of results.flatMap((similar) => similar.slice(0, perTicket))) {
        chosen.set(`${example.title}\n${example.excerpt}`, example);
      }
      return await Promise.all(
        [...chosen.values()].slice(0, limit).map((example) => this.toOutgoingExample(example)),
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'No examples could be loaded. The model is called without them');
      return [];
    }
  }

  private async toOutgoingExample(example: DecisionExample): Promise<DecisionExample> {
    const { title, description } = await this.reader.outgoing(
      { title: example.title, description: example.excerpt },
      this.settings.TRIAGE_REDACT_PERSONAL_DATA,
    );
    return {
      ...example,
      title: oneLine(title, EXAMPLE_LIMITS.title),
      excerpt: oneLine(description, EXAMPLE_LIMITS.excerpt),
    };
  }
}

/** The chosen topic, unless the model made it up or contradicts it by the category. */
function toTopic(answer: ModelAnswer, topics: readonly ActiveTopic[]): SuggestedTopic | null {
  const topic = topics.find(({ id }) => String(id) === answer.topic);
  if (!topic || answer.abstain || topic.category !== answer.category) return null;
  return { id: topic.id, name: topic.name, category: topic.category, confidence: answer.confidence };
}

function toSuggestion(
  answer: ModelAnswer,
  text: TicketText,
  sent: OutgoingTicket,
  others: readonly ComparedText[],
) {
  const rationale = oneLine(restorePersonalData(answer.rationale, sent.redactions), RATIONALE_LIMIT);
  const quotes = answer.evidence.map((quote) => restorePersonalData(quote, sent.redactions));
  return {
    category: answer.abstain ? DEFAULT_CATEGORY : answer.category,
    priority: answer.abstain ? DEFAULT_PRIORITY : answer.priority,
    confidence: answer.confidence,
    rationale: isGroundedInTicket(rationale, text, others) ? rationale : RATIONALE_WITHHELD,
    evidence: verifyQuotes(text, quotes),
    abstained: answer.abstain,
  };
}

/**
 * Groups texts into calls of at most BATCH_CHARACTERS. A ticket with a prompt injection gets its own call, so that it
 * cannot influence the answers for other tickets.
 */
function groupIntoCalls<T extends PreparedText>(texts: readonly T[]): T[][] {
  const calls: T[][] = [];
  let shared: T[] = [];
  let remaining = 0;
  for (const text of texts) {
    if (text.hostile) {
      calls.push([text]);
      continue;
    }
    const size = text.outgoing.title.length + text.outgoing.description.length;
    if (size > remaining) {
      calls.push((shared = []));
      remaining = BATCH_CHARACTERS;
    }
    shared.push(text);
    remaining -= size;
  }
  return calls;
}

/** Random per call, so that a ticket cannot guess the id of another one and inject an answer for it. */
function randomIds(n: number): string[] {
  const ids = new Set<string>();
  while (ids.size < n) ids.add(randomBytes(4).toString('hex'));
  return [...ids];
}

function isTicketFailure(outcome: ClassificationOutcome): boolean {
  return (
    outcome instanceof ClassifierUnavailable &&
    (outcome.reason === 'invalid_answer' || outcome.reason === 'refused')
  );
}

function toUnavailable(error: unknown): ClassifierUnavailable {
  return error instanceof ClassifierUnavailable
    ? error
    : new RemoteFailure('unavailable', 'The model could not be asked');
}

function estimateTokens(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
