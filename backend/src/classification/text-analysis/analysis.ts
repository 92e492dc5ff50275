import type { Classification, TicketText } from '../classifier.js';
import type { LinearModelFile } from '../local/linear-model.js';
import { bundledModel } from '../local/local-classifier.js';
import { LocalModel } from '../local/local-model.js';
import {
  detectInjection,
  withoutInjection,
  type InstructionSign,
} from '../prompt-injection/detect-injection.js';
import { outgoingTicket, type OutgoingTicket } from '../remote/outgoing-ticket.js';

/** So many texts' signs are remembered: one ticket's questions come within seconds of each other. */
const REMEMBERED = 64;

/** What is asked of a text. */
export type Question =
  | { ask: 'hostile'; text: TicketText }
  | { ask: 'outgoing'; text: TicketText; redact: boolean }
  | { ask: 'classify'; text: TicketText };

/** All that reads the texts of strangers by patterns or a model of our own; runs in a thread with a time limit. */
export class TextAnalysis {
  private readonly signs = new Map<string, InstructionSign[]>();
  private model: LocalModel | undefined;

  use(file: LinearModelFile): void {
    this.model = new LocalModel(file);
  }

  answer(question: Question): boolean | OutgoingTicket | Classification {
    switch (question.ask) {
      case 'hostile':
        return this.isHostile(question.text);
      case 'outgoing':
        return outgoingTicket(question.text, question);
      case 'classify':
        return this.classify(question.text);
    }
  }

  isHostile(text: TicketText): boolean {
    return this.signsIn(text).length > 0;
  }

  classify(text: TicketText): Classification {
    this.model ??= new LocalModel(bundledModel());
    return this.model.classify(withoutInjection(text, this.signsIn(text)));
  }

  private signsIn(text: TicketText): InstructionSign[] {
    const key = `${text.title}\0${text.description}`;
    let signs = this.signs.get(key);
    if (!signs) {
      signs = detectInjection(text);
      this.signs.set(key, signs);
      if (this.signs.size > REMEMBERED) this.signs.delete(this.signs.keys().next().value!);
    }
    return signs;
  }
}
