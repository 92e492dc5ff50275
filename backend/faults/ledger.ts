/** An agent's decision on a ticket, as confirmed by the service. */
export interface Choice {
  category: string;
  priority: string;
  state: string;
}

/** The answers that clients received, with which the database is compared. */
export class Ledger {
  /** Tickets answered with 201, by their key, which is also their title. */
  readonly filed = new Map<string, number>();
  readonly chosen = new Map<number, Choice>();
  readonly answers = new Map<number, number>();
  /** Unexpected answers, neither success nor a temporary failure, with their number. */
  readonly failures = new Map<string, number>();
  /** Requests without an answer. */
  unanswered = 0;

  count(status: number): void {
    this.answers.set(status, (this.answers.get(status) ?? 0) + 1);
  }

  fail(what: string): void {
    this.failures.set(what, (this.failures.get(what) ?? 0) + 1);
  }
}
