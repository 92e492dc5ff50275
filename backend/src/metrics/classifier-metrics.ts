import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Counter, Gauge, Histogram } from 'prom-client';
import { CLASSIFIER_CALLED, type ClassifierCalled } from '../classification/classifier-called.event.js';
import { DEGRADED_REASONS } from '../classification/classifier.js';
import { TriageChain } from '../classification/triage-chain.js';
import { TRIAGE_SOURCES } from '../vocabulary/index.js';
import { MetricsRegistry } from './metrics-registry.js';

/** Metrics of the classifiers in this process. */
@Injectable()
export class ClassifierMetrics {
  private readonly durations: Histogram<'source' | 'outcome'>;
  private readonly answers: Counter<'source'>;
  private readonly fallbacks: Counter<'reason'>;
  private readonly errors: Counter<'source' | 'reason'>;
  /** Under the current and the deprecated name. */
  private readonly tokens: Counter<'direction'>[];

  constructor(registry: MetricsRegistry, chain: TriageChain) {
    const registers = [registry];
    this.durations = new Histogram({
      name: 'ticketiq_classifier_duration_seconds',
      help: 'Duration of classifications in seconds, including retries, by source and outcome. Excludes calls rejected by an open circuit breaker.',
      labelNames: ['source', 'outcome'],
      buckets: [0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 32],
      registers,
    });
    this.answers = new Counter({
      name: 'ticketiq_classifier_answers_total',
      help: 'Suggestions made, for tickets and on request, by source.',
      labelNames: ['source'],
      registers,
    });
    this.fallbacks = new Counter({
      name: 'ticketiq_classifier_fallbacks_total',
      help: 'Suggestions made by the bundled model or the default as a fallback for the remote model, by reason.',
      labelNames: ['reason'],
      registers,
    });
    this.errors = new Counter({
      name: 'ticketiq_classifier_errors_total',
      help: 'Classifications that failed, by source and reason.',
      labelNames: ['source', 'reason'],
      registers,
    });
    this.tokens = namesOf('ticketiq_model_tokens_total', 'ticketiq_gemini_tokens_total').map(
      ({ name, note }) =>
        new Counter({
          name,
          help: `${note}Tokens of successful calls to the remote model: input (prompt) and output (answer and reasoning).`,
          labelNames: ['direction'],
          registers,
        }),
    );
    for (const source of TRIAGE_SOURCES) this.answers.inc({ source }, 0);
    for (const reason of DEGRADED_REASONS) this.fallbacks.inc({ reason }, 0);
    for (const reason of DEGRADED_REASONS) this.errors.inc({ source: chain.remoteSource, reason }, 0);
    this.countTokens(0, 0);
    if (!chain.canAnswer(chain.remoteSource)) return;
    for (const { name, note } of namesOf('ticketiq_model_available', 'ticketiq_gemini_available'))
      new Gauge({
        name,
        help: `${note}1 if this process can call the remote model; 0 while its circuit breaker is open, it has requested a pause, or the daily budget is spent. Absent without a remote model.`,
        registers,
        collect() {
          this.set(chain.remoteAvailable ? 1 : 0);
        },
      });
  }

  @OnEvent(CLASSIFIER_CALLED)
  count({ source, latencyMs, failure, insteadOfRemote, inputTokens, outputTokens }: ClassifierCalled): void {
    if (failure !== 'circuit_open') {
      this.durations.observe({ source, outcome: failure ? 'failed' : 'answered' }, latencyMs / 1000);
    }
    if (failure) this.errors.inc({ source, reason: failure });
    else this.answers.inc({ source });
    if (insteadOfRemote) this.fallbacks.inc({ reason: insteadOfRemote });
    this.countTokens(inputTokens ?? 0, outputTokens ?? 0);
  }

  private countTokens(input: number, output: number): void {
    for (const tokens of this.tokens) {
      tokens.inc({ direction: 'input' }, input);
      tokens.inc({ direction: 'output' }, output);
    }
  }
}

function namesOf(name: string, deprecated: string): { name: string; note: string }[] {
  return [
    { name, note: '' },
    { name: deprecated, note: `Deprecated: use ${name}. ` },
  ];
}
