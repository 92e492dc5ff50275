import { readFileSync } from 'node:fs';
import type { Classification, Classifier, TicketText } from '../classifier.js';
import { withoutInjection } from '../prompt-injection/detect-injection.js';
import type { LinearModelFile } from './linear-model.ts';
import { LocalModel } from './local-model.ts';

/** The model in the box: it answers at once, without a network, and is right less often than a large one. */
export class LocalClassifier implements Classifier {
  private current = new LocalModel(bundledModel());

  /** From the next ticket on, e.g. a model that has learnt from the team. */
  setModel(model: LocalModel): void {
    this.current = model;
  }

  get model(): LocalModel {
    return this.current;
  }

  /** The signal is ignored: the answer is there before anybody could abort it. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is that of classifiers that wait
  async classify(text: TicketText, _signal?: AbortSignal): Promise<Classification> {
    return classifyWithoutInjection(this.current, text);
  }
}

/** What a model says of a ticket: it never reads what is said to it instead of about a problem. */
export function classifyWithoutInjection(model: LocalModel, text: TicketText): Classification {
  return model.classify(withoutInjection(text));
}

/** As it was trained for everybody, before any team's decisions. */
export function bundledModel(): LinearModelFile {
  return JSON.parse(readFileSync(new URL('./model.json', import.meta.url), 'utf8')) as LinearModelFile;
}
