import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { CLASSIFIER_CALLED, type ClassifierCalled } from './classifier-called.event.js';
import {
  ClassifierUnavailable,
  type Classification,
  type DegradedReason,
  type TicketText,
} from './classifier.js';
import type { TriageSource } from '../tickets/ticket.values.js';
import { GeminiClassifier } from './gemini/gemini-classifier.js';
import { LocalClassifier } from './local/local-classifier.js';

/** An answer of the chain, and why it is not Gemini's where it isn't. */
export interface TriageAnswer extends Classification {
  degradedReason: DegradedReason | null;
  latencyMs: number;
}

/** Gemini, behind it the local model, below that general/medium: there is always an answer. */
@Injectable()
export class TriageChain {
  private readonly logger = new Logger(TriageChain.name);

  constructor(
    private readonly gemini: GeminiClassifier,
    private readonly local: LocalClassifier,
    private readonly events: EventEmitter2,
  ) {}

  /** Whether asking Gemini makes sense now; false while it is out of order, or not configured. */
  get geminiAvailable(): boolean {
    return this.gemini.available;
  }

  /** Whether a source can be asked by itself. */
  answers(source: TriageSource): boolean {
    return source === 'local' || (source === 'gemini' && this.gemini.configured);
  }

  /**
   * One source's answer, with no other behind it.
   * @throws ClassifierUnavailable
   */
  async ask(source: TriageSource, text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    if (source !== 'local') return this.askGemini(text, signal);
    const started = performance.now();
    const answer = await this.local.classify(text, signal);
    return { ...answer, degradedReason: null, latencyMs: Math.round(performance.now() - started) };
  }

  /** Past the signal's deadline a fallback answers. Never throws. */
  async classify(text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    const started = performance.now();
    try {
      return await this.askGemini(text, signal);
    } catch (error) {
      const degradedReason = reasonOf(error);
      const answer = await this.fallBack(text, signal, degradedReason);
      return { ...answer, degradedReason, latencyMs: Math.round(performance.now() - started) };
    }
  }

  /** @throws ClassifierUnavailable */
  async askGemini(text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    const started = performance.now();
    try {
      const answer = await this.gemini.classify(text, signal);
      this.announce(started, answer);
      return { ...answer, degradedReason: null, latencyMs: Math.round(performance.now() - started) };
    } catch (error) {
      const failure = reasonOf(error);
      // Without a key there is nobody to call.
      if (failure !== 'not_configured') this.announce(started, { source: 'gemini', failure });
      throw error;
    }
  }

  private async fallBack(
    text: TicketText,
    signal: AbortSignal,
    insteadOfGemini: DegradedReason,
  ): Promise<Classification> {
    const started = performance.now();
    try {
      const answer = await this.local.classify(text, signal);
      this.announce(started, { ...answer, insteadOfGemini });
      return answer;
    } catch (error) {
      this.logger.error({ err: error }, 'The local model failed');
      this.announce(started, { source: 'local', failure: reasonOf(error) });
      this.announce(performance.now(), { ...LAST_RESORT, insteadOfGemini });
      return LAST_RESORT;
    }
  }

  private announce(
    started: number,
    facts: Pick<ClassifierCalled, 'source'> & Partial<ClassifierCalled>,
  ): void {
    const { source, failure = null, insteadOfGemini = null, inputTokens = null, outputTokens = null } = facts;
    const latencyMs = performance.now() - started;
    const call: ClassifierCalled = { source, latencyMs, failure, insteadOfGemini, inputTokens, outputTokens };
    this.events.emit(CLASSIFIER_CALLED, call);
  }
}

export function reasonOf(error: unknown): DegradedReason {
  return error instanceof ClassifierUnavailable ? error.reason : 'unavailable';
}

const LAST_RESORT: Classification = {
  source: 'default',
  model: 'default',
  promptVersion: null,
  category: 'general',
  priority: 'medium',
  confidence: 0,
  rationale: 'No model could answer; a person should look.',
  evidence: [],
  abstained: true,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
};
