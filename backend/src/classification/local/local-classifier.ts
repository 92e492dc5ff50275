import { readFileSync } from 'node:fs';
import { Injectable } from '@nestjs/common';
import type { Classification, Classifier, TicketText } from '../classifier.js';
import { withoutInstructions } from '../hostile/instructions.js';
import type { LinearModelFile } from './linear-model.ts';
import { LocalModel } from './local-model.ts';

/** The model in the box: it answers at once, without a network, and is right less often than a large one. */
@Injectable()
export class LocalClassifier implements Classifier {
  private current = new LocalModel(boxedModel());

  /** From the next ticket on, e.g. a model that has learnt from the team. */
  use(model: LocalModel): void {
    this.current = model;
  }

  get model(): LocalModel {
    return this.current;
  }

  /** The signal is ignored: the answer is there before anybody could abort it. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is that of classifiers that wait
  async classify(text: TicketText, _signal?: AbortSignal): Promise<Classification> {
    return guardedAnswer(this.current, text);
  }
}

/** What a model says of a ticket: it never reads what is said to it instead of about a problem. */
export function guardedAnswer(model: LocalModel, text: TicketText): Classification {
  return model.classify(withoutInstructions(text));
}

/** As it was trained for everybody, before any team's decisions. */
export function boxedModel(): LinearModelFile {
  return JSON.parse(readFileSync(new URL('./model.json', import.meta.url), 'utf8')) as LinearModelFile;
}
