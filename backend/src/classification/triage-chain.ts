import { Injectable, Logger } from '@nestjs/common';
import {
  ClassifierUnavailable,
  type Classification,
  type DegradedReason,
  type TicketText,
} from './classifier.js';
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
  ) {}

  /** Whether asking Gemini makes sense now; false while it is out of order, or not configured. */
  get geminiAvailable(): boolean {
    return this.gemini.available;
  }

  /** Past the signal's deadline a fallback answers. Never throws. */
  async classify(text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    const started = performance.now();
    try {
      return await this.askGemini(text, signal);
    } catch (error) {
      const degradedReason = reasonOf(error);
      const latencyMs = (): number => Math.round(performance.now() - started);
      try {
        return { ...(await this.local.classify(text, signal)), degradedReason, latencyMs: latencyMs() };
      } catch (localError) {
        this.logger.error({ err: localError }, 'The local model failed');
        return { ...LAST_RESORT, degradedReason, latencyMs: latencyMs() };
      }
    }
  }

  /** @throws ClassifierUnavailable */
  async askGemini(text: TicketText, signal: AbortSignal): Promise<TriageAnswer> {
    const started = performance.now();
    const answer = await this.gemini.classify(text, signal);
    return { ...answer, degradedReason: null, latencyMs: Math.round(performance.now() - started) };
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
  inputTokens: null,
  outputTokens: null,
};
