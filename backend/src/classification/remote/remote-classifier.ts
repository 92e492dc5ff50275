import { randomBytes } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { RATIONALE_WITHHELD } from '../../tickets/rationale.js';
import { DEFAULT_CATEGORY, DEFAULT_PRIORITY, type TriageSource } from '../../vocabulary/index.js';
import {
  ClassifierUnavailable,
  type Classification,
  type Classifier,
  type TicketText,
} from '../classifier.js';
import type { Example, ExampleSource } from '../examples.js';
import { restored } from '../personal-data.js';
import { verifyQuotes } from '../prompt-injection/verify-quotes.js';
import { EXAMPLE_LIMITS, promptFor, PROMPT_VERSION, RATIONALE_LIMIT } from '../prompt/prompt-v2.js';
import { CHARACTERS_PER_TOKEN, costOf, type PriceSettings } from '../usage/price.js';
import type { UsageLedger } from '../usage/usage-ledger.js';
import { orAbort, type GuardedModel } from './guarded-model.js';
import { readAnswers, type ModelAnswer } from './model-answer.js';
import { InlineTextReader, type TextReader } from '../text-analysis/text-reader.js';
import type { OutgoingTicket } from './outgoing-ticket.js';
import { ComparedText, keepsToTicket } from './rationale-check.js';
import { RemoteFailure } from './remote-failure.js';
import type { Completion, Prompt } from './remote-model.js';
import { oneLine } from './untrusted.js';

export type RemoteSettings = PriceSettings &
  Pick<Settings, 'TRIAGE_PROVIDER' | 'TRIAGE_REDACT_PERSONAL_DATA' | 'TRIAGE_DAILY_BUDGET_USD'>;

/** So many characters of tickets go in one call; a ticket has at most 6,300, most have a few hundred. */
export const BATCH_CHARACTERS = 24_000;

/** One call's examples; a ticket by itself gets as many as help, those of a batch share. */
const EXAMPLES = { alone: 4, batch: 10 };

/** A ticket, as it is sent, and whether it addresses the classifier. */
interface ReadText {
  text: TicketText;
  sent: OutgoingTicket;
  hostile: boolean;
}

/** One ticket's answer, or why there is none. */
export type Outcome = Classification | ClassifierUnavailable;

/** Asks the remote model that the settings name about tickets: what leaves the house, what comes back, what it costs. */
export class RemoteClassifier implements Classifier {
  private readonly logger = new Logger(RemoteClassifier.name);
  /** The day in UTC on which the budget was found spent. */
  private spentOn: string | null = null;

  constructor(
    private readonly settings: RemoteSettings,
    /** Null where the provider's key is not set. */
    private readonly guarded: GuardedModel | null,
    private readonly ledger: UsageLedger,
    private readonly examples?: ExampleSource,
    private readonly reader: TextReader = new InlineTextReader(),
  ) {}

  /** Whose answers these are. */
  get source(): TriageSource {
    return this.settings.TRIAGE_PROVIDER;
  }

  /** By the name that its maker gives it; null where none is configured. */
  get modelName(): string | null {
    return this.guarded?.model.name ?? null;
  }

  /** For a person: whose model it is, too. */
  get described(): string | null {
    return this.guarded && `${this.guarded.model.label} (${this.guarded.model.name})`;
  }

  get configured(): boolean {
    return this.guarded !== null;
  }

  /** Whether asking makes sense now: a model is configured, its guard lets calls through, and there is money left. */
  get available(): boolean {
    return this.guarded !== null && this.guarded.available && this.spentOn !== today();
  }

  async classify(text: TicketText, signal: AbortSignal): Promise<Classification> {
    if (!this.guarded) throw this.notConfigured();
    const [outcome] = await this.ask([await this.read(text)], signal, { retryInvalid: true });
    if (outcome instanceof Error) throw outcome;
    return outcome!;
  }

  /**
   * Several tickets in as few calls as their size allows. A ticket whose answer is missing, invalid or refused is asked
   * alone once; what concerns the model and not the ticket (an outage, the rate limit) is the outcome of all in its call.
   * @returns the outcomes in the order of the texts
   */
  async classifyAll(texts: readonly TicketText[], signal: AbortSignal): Promise<Outcome[]> {
    if (!this.guarded) return texts.map(() => this.notConfigured());
    const outcomes: Outcome[] = [];
    const read = await Promise.all(texts.map((text) => this.read(text).catch(unavailable)));
    const readable = read.flatMap((text, i) => {
      if (text instanceof Error) outcomes[i] = text;
      return text instanceof Error ? [] : [{ ...text, i }];
    });
    await Promise.all(
      callsOf(readable).map(async (call) => {
        const answers = await this.askTogether(call, signal);
        call.forEach(({ i }, at) => (outcomes[i] = answers[at]!));
      }),
    );
    return outcomes;
  }

  private notConfigured(): RemoteFailure {
    return new RemoteFailure('not_configured', `No ${this.source} model is configured`);
  }

  /** @throws ClassifierUnavailable where the text can't be read in time */
  private async read(text: TicketText): Promise<ReadText> {
    const sent = await this.reader.outgoing(text, this.settings.TRIAGE_REDACT_PERSONAL_DATA);
    return { text, sent, hostile: await this.reader.isHostile(text) };
  }

  private async askTogether(texts: readonly ReadText[], signal: AbortSignal): Promise<Outcome[]> {
    const alone = (text: ReadText, retryInvalid: boolean): Promise<Outcome> =>
      this.ask([text], signal, { retryInvalid }).then(([outcome]) => outcome!, unavailable);
    if (texts.length === 1) return [await alone(texts[0]!, true)];
    const outcomes = await this.ask(texts, signal, { retryInvalid: false }).catch((error: unknown) =>
      texts.map(() => unavailable(error)),
    );
    return Promise.all(
      outcomes.map(async (outcome, i) => (isTheTickets(outcome) ? alone(texts[i]!, false) : outcome)),
    );
  }

  /** @throws ClassifierUnavailable for what concerns all of them; a single ticket's own failure, too */
  private async ask(
    texts: readonly ReadText[],
    signal: AbortSignal,
    { retryInvalid }: { retryInvalid: boolean },
  ): Promise<Outcome[]> {
    const { guarded } = this;
    if (!guarded) throw this.notConfigured();
    await this.refuseIfSpent();
    const ids = randomIds(texts.length);
    const examples = await this.examplesFor(
      texts.map(({ text }) => text),
      signal,
    );
    const prompt = promptFor(
      texts.map(({ sent: { title, description } }, i) => ({ id: ids[i]!, title, description })),
      examples,
    );
    const { answers, classifiedAs } = await guarded.ask(prompt, signal, {
      tickets: texts.length,
      retryInvalid,
      read: async (completion) => {
        const classifiedAs = await this.account(prompt, completion, texts.length);
        if (completion.outcome instanceof RemoteFailure) throw completion.outcome;
        const answers = readAnswers(completion.outcome, ids);
        const [first] = answers;
        if (answers.length === 1 && first instanceof RemoteFailure) throw first;
        return { answers, classifiedAs };
      },
    });
    const told = examples.map(({ title, excerpt }) => new ComparedText(`${title}\n${excerpt}`));
    const asked = texts.map(({ text }) => new ComparedText(`${text.title}\n${text.description}`));
    return answers.map((answer, i) => {
      if (answer instanceof RemoteFailure) return answer;
      const others = [...told, ...asked.filter((_, at) => at !== i)];
      return { ...classifiedAs, ...suggestionOf(answer, texts[i]!.text, texts[i]!.sent, others) };
    });
  }

  /** Writes down what an answer costs, and gives what all tickets in it have in common. */
  private async account(prompt: Prompt, completion: Completion, tickets: number) {
    const model = completion.model ?? this.guarded!.model.name;
    const { inputTokens, outputTokens } = completion;
    const billed = {
      inputTokens: inputTokens ?? estimate(prompt.instruction.length + prompt.message.length),
      outputTokens: outputTokens ?? estimate(String(completion.outcome).length),
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

  private async refuseIfSpent(): Promise<void> {
    const budget = this.settings.TRIAGE_DAILY_BUDGET_USD;
    if (budget === undefined || (await this.ledger.spentToday()) < budget) return;
    if (this.spentOn !== today()) {
      this.logger.warn(
        `The daily budget of ${budget} USD is spent. The built-in model is used until midnight UTC.`,
      );
    }
    this.spentOn = today();
    throw new RemoteFailure('budget_spent', "The day's budget is spent");
  }

  /** Examples are a help and no condition: without them the model is asked all the same. */
  private async examplesFor(texts: readonly TicketText[], signal: AbortSignal): Promise<Example[]> {
    if (!this.examples) return [];
    const most = texts.length === 1 ? EXAMPLES.alone : EXAMPLES.batch;
    const each = Math.max(1, Math.floor(most / texts.length));
    try {
      const found = await orAbort(
        Promise.all(
          texts.map(({ title, description }) => this.examples!.similarTo(`${title}\n${description}`)),
        ),
        signal,
        () => new Error('No examples were found in time'),
      );
      const chosen = new Map<string, Example>();
      for (const example of found.flatMap((similar) => similar.slice(0, each))) {
        chosen.set(`${example.title}\n${example.excerpt}`, example);
      }
      return await Promise.all(
        [...chosen.values()].slice(0, most).map((example) => this.outgoingExample(example)),
      );
    } catch (error) {
      this.logger.warn({ err: error }, 'No examples could be loaded. The model is called without them');
      return [];
    }
  }

  private async outgoingExample(example: Example): Promise<Example> {
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

function suggestionOf(
  answer: ModelAnswer,
  text: TicketText,
  sent: OutgoingTicket,
  others: readonly ComparedText[],
) {
  const rationale = oneLine(restored(answer.rationale, sent.taken), RATIONALE_LIMIT);
  const quotes = answer.evidence.map((quote) => restored(quote, sent.taken));
  return {
    category: answer.abstain ? DEFAULT_CATEGORY : answer.category,
    priority: answer.abstain ? DEFAULT_PRIORITY : answer.priority,
    confidence: answer.confidence,
    rationale: keepsToTicket(rationale, text, others) ? rationale : RATIONALE_WITHHELD,
    evidence: verifyQuotes(text, quotes),
    abstained: answer.abstain,
  };
}

/**
 * Which texts share a call: as many as keep to the limit. One that addresses the classifier goes by itself: what it is
 * after would be the others' answers as well.
 */
function callsOf<T extends ReadText>(texts: readonly T[]): T[][] {
  const calls: T[][] = [];
  let shared: T[] = [];
  let room = 0;
  for (const text of texts) {
    if (text.hostile) {
      calls.push([text]);
      continue;
    }
    const size = text.sent.title.length + text.sent.description.length;
    if (size > room) {
      calls.push((shared = []));
      room = BATCH_CHARACTERS;
    }
    shared.push(text);
    room -= size;
  }
  return calls;
}

/** Not to be guessed by a ticket that would speak for its neighbour; new for each call. */
function randomIds(n: number): string[] {
  const ids = new Set<string>();
  while (ids.size < n) ids.add(randomBytes(4).toString('hex'));
  return [...ids];
}

function isTheTickets(outcome: Outcome): boolean {
  return (
    outcome instanceof ClassifierUnavailable &&
    (outcome.reason === 'invalid_answer' || outcome.reason === 'refused')
  );
}

function unavailable(error: unknown): ClassifierUnavailable {
  return error instanceof ClassifierUnavailable
    ? error
    : new RemoteFailure('unavailable', 'The model could not be asked');
}

function estimate(characters: number): number {
  return Math.ceil(characters / CHARACTERS_PER_TOKEN);
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
