import { bundledModel, type LinearModelFile, LocalModel } from '@ticketiq/bundled-model';
import type { Classification, TicketText } from '../classifier.js';
import { classifyWith } from '../local/local-classifier.js';
import {
  detectInjection,
  withoutInjection,
  type InjectionMatch,
} from '../prompt-injection/detect-injection.js';
import { toOutgoingTicket, type OutgoingTicket } from '../remote/outgoing-ticket.js';

/** Number of texts whose detected injections are cached: requests for the same ticket follow within seconds. */
const CACHE_SIZE = 64;

/** A request for the analysis of a text. */
export type AnalysisRequest =
  | { ask: 'hostile'; text: TicketText }
  | { ask: 'outgoing'; text: TicketText; redact: boolean }
  | { ask: 'classify'; text: TicketText };

/** Analyzes untrusted texts with patterns and the local model. Runs in a thread with a time limit. */
export class TextAnalysis {
  private readonly matches = new Map<string, InjectionMatch[]>();
  private model: LocalModel | undefined;

  setModel(file: LinearModelFile): void {
    this.model = new LocalModel(file);
  }

  analyze(question: AnalysisRequest): boolean | OutgoingTicket | Classification {
    switch (question.ask) {
      case 'hostile':
        return this.isHostile(question.text);
      case 'outgoing':
        return toOutgoingTicket(question.text, question);
      case 'classify':
        return this.classify(question.text);
    }
  }

  isHostile(text: TicketText): boolean {
    return this.findInjections(text).length > 0;
  }

  classify(text: TicketText): Classification {
    this.model ??= new LocalModel(bundledModel());
    return classifyWith(this.model, withoutInjection(text, this.findInjections(text)));
  }

  private findInjections(text: TicketText): InjectionMatch[] {
    const key = `${text.title}\0${text.description}`;
    let matches = this.matches.get(key);
    if (!matches) {
      matches = detectInjection(text);
      this.matches.set(key, matches);
      if (this.matches.size > CACHE_SIZE) this.matches.delete(this.matches.keys().next().value!);
    }
    return matches;
  }
}
