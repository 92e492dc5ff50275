/** What a person chose for a ticket, as the service confirmed it. */
export interface Choice {
  category: string;
  priority: string;
  state: string;
}

/** What clients were answered: the service is held to it, whatever happened to it since. */
export class Ledger {
  /** Tickets that were answered with 201, by the key that they were sent with, which is their title as well. */
  readonly filed = new Map<string, number>();
  readonly chosen = new Map<number, Choice>();
  readonly answers = new Map<number, number>();
  /** Answers that nobody should get: neither done, nor "come back later". With their texts, each once. */
  readonly failures = new Map<string, number>();
  /** Requests that had no answer at all. */
  unanswered = 0;

  count(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }

  fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }
}
