import { readFileSync } from 'node:fs';
import type { Classification, Classifier, TicketText } from '../classifier.js';
import { withoutInjection } from '../prompt-injection/detect-injection.js';
import type { LinearModelFile } from './linear-model.ts';
import { LocalModel } from './local-model.ts';

/** Classifies with the local model: immediate and without a network, but less accurate than a remote model. */
export class LocalClassifier implements Classifier {
  private current = new LocalModel(bundledModel());

  /** Replaces the model, for example by one trained on the team's decisions. */
  setModel(model: LocalModel): void {
    this.current = model;
  }

  get model(): LocalModel {
    return this.current;
  }

  /** Ignores the signal, because the answer is computed synchronously. */
  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
  async classify(text: TicketText, _signal?: AbortSignal): Promise<Classification> {
    return classifyWithoutInjection(this.current, text);
  }
}

/** Classifies a ticket without the passages that a prompt injection consists of. */
export function classifyWithoutInjection(model: LocalModel, text: TicketText): Classification {
  return model.classify(withoutInjection(text));
}

/** The model as shipped, without training on a team's decisions. */
export function bundledModel(): LinearModelFile {
  return JSON.parse(readFileSync(new URL('./model.json', import.meta.url), 'utf8')) as LinearModelFile;
}
