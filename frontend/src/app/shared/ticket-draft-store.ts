import { effect, Injectable, signal } from '@angular/core';
import { setSessionItem } from '../core/session-storage';
import { EMPTY_DRAFT, isEmptyDraft, Submission, TicketDraft } from './ticket-draft';

const STORAGE_KEY = 'ticketiq.draft.new-ticket';

interface StoredDraft {
  draft: TicketDraft;
  submission: Submission | null;
}

/** Draft of a new ticket and its idempotency key. Survives a reload of the tab. */
@Injectable()
export class TicketDraftStore {
  private readonly stored = signal<StoredDraft>(readStored());
  readonly restored = !isEmptyDraft(this.stored().draft);
  readonly draft = () => this.stored().draft;
  readonly submission = () => this.stored().submission;

  constructor() {
    effect(() => {
      const stored = this.stored();
      setSessionItem(STORAGE_KEY, isEmptyDraft(stored.draft) ? null : JSON.stringify(stored));
    });
  }

  update(change: Partial<TicketDraft>): void {
    this.stored.update((stored) => ({ ...stored, draft: { ...stored.draft, ...change } }));
  }
  setSubmission(submission: Submission): void {
    this.stored.update((stored) => ({ ...stored, submission }));
    // Written synchronously, because the page may be reloaded before the effect runs.
    setSessionItem(STORAGE_KEY, JSON.stringify(this.stored()));
  }
  clear(): void {
    this.stored.set({ draft: EMPTY_DRAFT, submission: null });
    sessionStorage.removeItem(STORAGE_KEY);
  }
}

function readStored(): StoredDraft {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '{}') as Partial<StoredDraft>;
    return { draft: { ...EMPTY_DRAFT, ...stored.draft }, submission: stored.submission ?? null };
  } catch {
    return { draft: EMPTY_DRAFT, submission: null };
  }
}
