import { effect, Injectable, signal } from '@angular/core';
import { keepForTab } from './kept-for-tab';
import { emptyDraft, isBlank, Submission, TicketDraft } from './ticket-draft';

const STORED_AS = 'ticketiq.draft.new-ticket';

interface Kept {
  draft: TicketDraft;
  submission: Submission | null;
}

/** The draft survives a reload of the tab, and so does the key under which it was last sent. */
@Injectable()
export class DraftStore {
  private readonly kept = signal<Kept>(read());
  readonly restored = !isBlank(this.kept().draft);
  readonly draft = () => this.kept().draft;
  readonly submission = () => this.kept().submission;

  constructor() {
    effect(() => {
      const kept = this.kept();
      keepForTab(STORED_AS, isBlank(kept.draft) ? null : JSON.stringify(kept));
    });
  }

  set(change: Partial<TicketDraft>): void {
    this.kept.update((kept) => ({ ...kept, draft: { ...kept.draft, ...change } }));
  }
  sending(submission: Submission): void {
    this.kept.update((kept) => ({ ...kept, submission }));
    // Written before the request leaves, not after the next turn: a reload may come in between.
    keepForTab(STORED_AS, JSON.stringify(this.kept()));
  }
  clear(): void {
    this.kept.set({ draft: emptyDraft, submission: null });
    sessionStorage.removeItem(STORED_AS);
  }
}

function read(): Kept {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORED_AS) ?? '{}') as Partial<Kept>;
    return { draft: { ...emptyDraft, ...stored.draft }, submission: stored.submission ?? null };
  } catch {
    return { draft: emptyDraft, submission: null };
  }
}
