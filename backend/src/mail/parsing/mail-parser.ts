import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Worker } from 'node:worker_threads';
import { MailParseCrashed, MailParseTimeout, MailTooComplex } from './mail-parsing.errors.js';
import type { ParserReply } from './mail-parser.thread.js';
import { MAIL_LIMITS, type ParsedMail } from './parsed-mail.js';

interface ParserTask {
  raw: Uint8Array;
  resolve: (mail: ParsedMail) => void;
  reject: (error: Error) => void;
}

export interface ParserLimits {
  milliseconds: number;
  megabytes: number;
}

/** Time for a thread to load the parser, in milliseconds, which is no part of the time of a mail. */
const LOADING_MS = 60_000;

/**
 * Parses mails in a thread with limits of time and memory, one after the other. A mail that exceeds them ends the
 * thread, and the next one is parsed by a new thread.
 */
@Injectable()
export class MailParser implements OnApplicationShutdown {
  private worker: Worker | undefined;
  private ready = false;
  private current: ParserTask | undefined;
  private readonly waiting: ParserTask[] = [];
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly script: URL = new URL('./mail-parser.thread.js', import.meta.url);
  private readonly limits: ParserLimits = MAIL_LIMITS;

  /** A parser with other limits or another script, for tests and tools. */
  static with(options: { script?: URL; limits?: ParserLimits }): MailParser {
    return Object.assign(new MailParser(), options);
  }

  /** @throws MailTooComplex | MailParseTimeout | MailParseCrashed */
  parse(raw: Uint8Array): Promise<ParsedMail> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(new MailParseCrashed('The service stops'));
      if (raw.byteLength > MAIL_LIMITS.bytes)
        return reject(new MailTooComplex(`More than ${MAIL_LIMITS.bytes} bytes`));
      this.waiting.push({ raw, resolve, reject });
      this.next();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    const { worker } = this;
    if (worker) this.abandon(worker, new MailParseCrashed('The service stops'));
    await worker?.terminate();
  }

  private next(): void {
    if (this.current || this.waiting.length === 0) return;
    const worker = (this.worker ??= this.start());
    if (!this.ready) return;
    this.current = this.waiting.shift()!;
    this.limit(worker, this.limits.milliseconds);
    // A copy, because a view of a larger buffer would be sent with all of it.
    const copy = new Uint8Array(this.current.raw);
    worker.postMessage(copy, [copy.buffer]);
  }

  private start(): Worker {
    const worker = new Worker(this.script, {
      resourceLimits: { maxOldGenerationSizeMb: this.limits.megabytes, stackSizeMb: 8 },
    });
    this.ready = false;
    this.limit(worker, LOADING_MS);
    // The thread must not keep the process running.
    worker.unref();
    worker.on('message', (reply: ParserReply) => this.receive(worker, reply));
    worker.on('error', (error: Error) =>
      this.abandon(worker, new MailParseCrashed(error.message, { cause: error })),
    );
    worker.on('exit', () => this.abandon(worker, new MailParseCrashed('The thread ended')));
    return worker;
  }

  private limit(worker: Worker, milliseconds: number): void {
    clearTimeout(this.timer);
    const timeout = () => this.abandon(worker, new MailParseTimeout(`Not parsed within ${milliseconds} ms`));
    this.timer = setTimeout(timeout, milliseconds).unref();
  }

  private receive(worker: Worker, reply: ParserReply): void {
    if (worker !== this.worker) return;
    clearTimeout(this.timer);
    if ('ready' in reply) this.ready = true;
    else {
      const task = this.current;
      this.current = undefined;
      if ('mail' in reply) task?.resolve(reply.mail);
      else if ('tooComplex' in reply) task?.reject(new MailTooComplex(reply.tooComplex));
      else task?.reject(new MailParseCrashed(reply.failed));
    }
    this.next();
  }

  /** Rejects the mail that is being parsed; if the thread never became ready or the service stops, all. */
  private abandon(worker: Worker, error: Error): void {
    if (worker !== this.worker) return;
    clearTimeout(this.timer);
    const failed = this.ready && !this.closed ? [] : this.waiting.splice(0);
    if (this.current) failed.unshift(this.current);
    this.worker = undefined;
    this.ready = false;
    this.current = undefined;
    void worker.terminate();
    for (const task of failed) task.reject(error);
    if (!this.closed) this.next();
  }
}
