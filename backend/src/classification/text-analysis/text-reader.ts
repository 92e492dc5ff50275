import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { bundledModel, type LinearModelFile } from '@ticketiq/bundled-model';
import { ClassifierUnavailable, type Classification, type TicketText } from '../classifier.js';
import type { OutgoingTicket } from '../remote/outgoing-ticket.js';
import { TextAnalysis, type AnalysisRequest } from './analysis.js';
import { AnalysisThread } from './analysis-thread.js';

/** Analyzes untrusted texts. Results are cached by object, so pass on the same one. */
export abstract class TextReader {
  private readonly hostile = new WeakMap<TicketText, Promise<boolean>>();
  private readonly unreadable = new WeakSet<TicketText>();

  /** Whether a text contains a prompt injection. True if it cannot be analyzed in time, so that an agent decides. */
  isHostile(text: TicketText): Promise<boolean> {
    let known = this.hostile.get(text);
    if (!known) {
      known = this.read<boolean>({ ask: 'hostile', text }).catch(() => true);
      this.hostile.set(text, known);
    }
    return this.unreadable.has(text) ? Promise.resolve(true) : known;
  }

  /**
   * Prepares a text for a remote model.
   * @throws ClassifierUnavailable if it cannot be analyzed in time
   */
  outgoing(text: TicketText, redact: boolean): Promise<OutgoingTicket> {
    return this.read({ ask: 'outgoing', text, redact });
  }

  /**
   * Classifies a text with the local model.
   * @throws ClassifierUnavailable if it cannot be analyzed in time
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

/** Analyzes in the calling thread, for operator commands, which serve no requests. */
export class InlineTextReader extends TextReader {
  private analysis: TextAnalysis | undefined;

  // eslint-disable-next-line @typescript-eslint/require-await -- the interface is asynchronous
  protected async ask<T>(question: AnalysisRequest): Promise<T> {
    this.analysis ??= new TextAnalysis();
    return this.analysis.analyze(question) as T;
  }
}

/** Analyzes in a separate thread with a time limit. */
@Injectable()
export class ThreadedTextReader extends TextReader implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(ThreadedTextReader.name);
  private file: LinearModelFile = bundledModel();
  private readonly thread = new AnalysisThread(
    new URL('./analysis.thread.js', import.meta.url),
    () => this.file,
  );

  /** The current local model. */
  get model(): LinearModelFile {
    return this.file;
  }

  /** Replaces the local model for the following texts, for example by one trained on the team's decisions. */
  setModel(file: LinearModelFile): void {
    this.file = file;
    this.thread.load({ use: file });
  }

  /** Starts the thread, so that the first suggestion does not wait for it. */
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
