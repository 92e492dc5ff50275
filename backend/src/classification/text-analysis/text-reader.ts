import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ClassifierUnavailable, type Classification, type TicketText } from '../classifier.js';
import type { LinearModelFile } from '../local/linear-model.js';
import { bundledModel } from '../local/local-classifier.js';
import type { OutgoingTicket } from '../remote/outgoing-ticket.js';
import { TextAnalysis, type AnalysisRequest } from './analysis.js';
import { AnalysisThread } from './analysis-thread.js';

/** Reads the texts of strangers. A text is known by its object, so pass the same one on. */
export abstract class TextReader {
  private readonly hostile = new WeakMap<TicketText, Promise<boolean>>();
  private readonly unreadable = new WeakSet<TicketText>();

  /** Whether a text addresses the classifier. One that can't be read in time counts as such: a person decides. */
  isHostile(text: TicketText): Promise<boolean> {
    let known = this.hostile.get(text);
    if (!known) {
      known = this.read<boolean>({ ask: 'hostile', text }).catch(() => true);
      this.hostile.set(text, known);
    }
    return this.unreadable.has(text) ? Promise.resolve(true) : known;
  }

  /**
   * A text as it leaves the house.
   * @throws ClassifierUnavailable where it can't be read in time
   */
  outgoing(text: TicketText, redact: boolean): Promise<OutgoingTicket> {
    return this.read({ ask: 'outgoing', text, redact });
  }

  /**
   * The local model's answer.
   * @throws ClassifierUnavailable where the text can't be read in time
   */
  classify(text: TicketText): Promise<Classification> {
    return this.read({ ask: 'classify', text });
  }

  private async read<T>(question: AnalysisRequest): Promise<T> {
    const { title, description } = question.text;
    try {
      if (this.unreadable.has(question.text)) throw new Error('It was aborted before');
      return await this.ask<T>({ ...question, text: { title, description } });
    } catch (error) {
      this.unreadable.add(question.text);
      throw new ClassifierUnavailable('analysis_timeout', 'The text can’t be read in time', { cause: error });
    }
  }

  protected abstract ask<T>(question: AnalysisRequest): Promise<T>;
}

/** In the caller's own thread: for commands, which have nobody else to serve. */
export class InlineTextReader extends TextReader {
  private analysis: TextAnalysis | undefined;

  // eslint-disable-next-line @typescript-eslint/require-await -- other readers wait
  protected async ask<T>(question: AnalysisRequest): Promise<T> {
    this.analysis ??= new TextAnalysis();
    return this.analysis.analyze(question) as T;
  }
}

/** In a thread of its own, within a time limit. */
@Injectable()
export class ThreadedTextReader extends TextReader implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ThreadedTextReader.name);
  private file: LinearModelFile = bundledModel();
  private readonly thread = new AnalysisThread(
    new URL('./analysis.thread.js', import.meta.url),
    () => this.file,
  );

  /** The local model that answers. */
  get model(): LinearModelFile {
    return this.file;
  }

  /** From the next text on, e.g. a model that has learnt from the team. */
  setModel(file: LinearModelFile): void {
    this.file = file;
    this.thread.notify({ use: file });
  }

  /** Starts the thread, so that nobody's first suggestion waits for it. */
  onApplicationBootstrap(): void {
    const question: AnalysisRequest = { ask: 'hostile', text: { title: 'Start', description: 'Start' } };
    this.thread.run(question).catch(() => undefined);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.close();
  }

  protected async ask<T>(question: AnalysisRequest): Promise<T> {
    try {
      return await this.thread.run<T>(question);
    } catch (error) {
      this.logger.error({ err: error }, 'A text was not analyzed within the time limit');
      throw error;
    }
  }
}
