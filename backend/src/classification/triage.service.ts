import { Injectable, Logger } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { DataSource } from 'typeorm';
import {
  applySuggestion,
  postponeImprovement,
  readOwedTriage,
  type OwedTriage,
} from '../tickets/ticket-suggestion.js';
import type { TicketEvent } from '../tickets/ticket.events.js';
import { ClassificationRecord } from './classification-record.entity.js';
import type { DegradedReason } from './classifier.js';
import { reasonOf, TriageChain, type TriageAnswer } from './triage-chain.js';

/** The longest that a worker waits for the chain; the Gemini adapter has a shorter limit of its own. */
const WORKER_DEADLINE_MS = 30_000;

/** Gemini's outages are asked about again after this long, so that suggestions improve within a minute of its return. */
const ASK_AGAIN_SECONDS = 30;

/** An answer that was not valid may have been bad luck; after this long of trying it is taken for the ticket's nature. */
const INVALID_ANSWER_PATIENCE_MS = 10 * 60_000;

/** Pays the triage that a ticket is owed. May run many times for one ticket, also at once: one answer is applied. */
@Injectable()
export class TriageService {
  private readonly logger = new Logger(TriageService.name);

  constructor(
    private readonly dataSource: DataSource,
    private readonly chain: TriageChain,
    private readonly events: EventEmitter2,
  ) {}

  /** @param impatience aborts when the worker has to stop: a fallback answers, and Gemini improves on it later */
  async triage(ticketId: number, impatience: AbortSignal): Promise<void> {
    const owed = await readOwedTriage(this.dataSource.manager, ticketId);
    if (!owed) return this.logger.debug({ ticketId }, 'Nothing is owed any more');
    this.logger.debug({ ticketId, state: owed.state }, 'Triage begins');
    const signal = AbortSignal.any([impatience, AbortSignal.timeout(WORKER_DEADLINE_MS)]);
    if (owed.state === 'suggested') return this.improve(ticketId, owed, signal);
    await this.store(ticketId, await this.chain.classify(owed, signal));
  }

  /** A fallback has answered already: only Gemini's answer is worth having. */
  private async improve(ticketId: number, owed: OwedTriage, signal: AbortSignal): Promise<void> {
    let answer: TriageAnswer;
    try {
      answer = await this.chain.askGemini(owed, signal);
    } catch (error) {
      const reason = reasonOf(error);
      this.logger.log(
        { ticketId, source: 'gemini', degradedReason: reason },
        'The fallback’s suggestion stays',
      );
      const seconds = askAgainIn(reason, owed.classifiedAt ?? new Date());
      return postponeImprovement(this.dataSource.manager, ticketId, seconds);
    }
    await this.store(ticketId, answer);
  }

  private async store(ticketId: number, answer: TriageAnswer): Promise<void> {
    const { source, latencyMs, degradedReason } = answer;
    const applied = await this.dataSource.transaction(async (manager) => {
      const applied = await applySuggestion(manager, ticketId, {
        ...answer,
        hostile: false,
        maySettle: true,
        askAgainIn: degradedReason && askAgainIn(degradedReason, new Date()),
      });
      await manager.insert(ClassificationRecord, {
        ...answer,
        evidence: [...answer.evidence],
        ticketId,
        applied: applied !== undefined,
      });
      return applied;
    });
    this.logger.log(
      { ticketId, source, latencyMs, degradedReason, applied: applied !== undefined },
      'Triaged',
    );
    if (!applied) return;
    const event: TicketEvent = {
      name: 'ticket.triaged',
      id: ticketId,
      ...applied,
      internal: false,
      triageOwed: false,
    };
    this.events.emit(event.name, event);
  }
}

/** Seconds until Gemini is asked again; null where asking again would change nothing. */
function askAgainIn(reason: DegradedReason, classifiedAt: Date): number | null {
  if (reason === 'not_configured' || reason === 'refused') return null;
  if (reason === 'invalid_answer' && Date.now() - classifiedAt.getTime() > INVALID_ANSWER_PATIENCE_MS)
    return null;
  return ASK_AGAIN_SECONDS;
}
