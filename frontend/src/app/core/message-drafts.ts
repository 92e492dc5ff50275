import { inject, Injectable, signal } from '@angular/core';
import { keepForTab } from '../shared/kept-for-tab';
import { MessageDraft } from './api-types';
import { toProblem } from './problem';
import { TicketsApi } from './tickets-api';

const SAVE_AFTER_MS = 1_500;
const RETRY_AFTER_MS = 10_000;
const STORED_AS = 'ticketiq.draft.message.';

/**
 * The messages that one has begun, each on its ticket. The service keeps them, so that neither a closed tab nor a
 * sign-out loses one and another browser has them too; the tab keeps what the service does not have yet.
 */
@Injectable({ providedIn: 'root' })
export class MessageDrafts {
  private readonly api = inject(TicketsApi);
  private readonly kept = signal<ReadonlySet<number>>(new Set());
  /** What the composer of a ticket has last said. */
  private readonly said = new Map<number, string>();
  /** Null: to be discarded. */
  private readonly unsaved = new Map<number, MessageDraft | null>();
  private readonly sending = new Set<number>();
  private saving: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(STORED_AS)) this.unsaved.set(Number(key.slice(STORED_AS.length)), read(key));
    if (this.unsaved.size) this.saveLater(0);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'hidden') void this.save();
      else void this.look();
    });
    void this.look();
  }

  /** Whether one has begun a message on the ticket. */
  has(ticketId: number): boolean {
    return this.kept().has(ticketId);
  }

  /** Null where there is none. */
  async open(ticketId: number): Promise<MessageDraft | null> {
    const draft = this.unsaved.has(ticketId)
      ? this.unsaved.get(ticketId)!
      : await this.api.draft(ticketId).catch(() => null);
    this.said.set(ticketId, draft ? JSON.stringify(draft) : '');
    return draft;
  }

  /** Null where nothing is left of it. */
  keep(ticketId: number, draft: MessageDraft | null): void {
    const text = draft ? JSON.stringify(draft) : '';
    if ((this.said.get(ticketId) ?? '') === text) return;
    this.said.set(ticketId, text);
    // It is needed again if the message that it has become does not arrive.
    if (draft || !this.sending.has(ticketId)) this.note(ticketId, draft);
  }

  /** The message that the draft has become is on its way. */
  isSending(ticketId: number): void {
    this.sending.add(ticketId);
  }
  isSent(ticketId: number): void {
    this.sending.delete(ticketId);
    if (!this.said.get(ticketId) && (this.has(ticketId) || this.unsaved.has(ticketId)))
      this.note(ticketId, null);
  }
  isNotSent(ticketId: number, draft: MessageDraft): void {
    this.sending.delete(ticketId);
    if (!this.said.get(ticketId)) this.note(ticketId, draft);
  }

  /** What the service does not have yet goes to it now. */
  save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saving = this.saving.then(async () => {
      for (const ticketId of [...this.unsaved.keys()]) await this.saveOne(ticketId);
    });
    return this.saving;
  }

  private note(ticketId: number, draft: MessageDraft | null): void {
    this.unsaved.set(ticketId, draft);
    keepForTab(STORED_AS + ticketId, JSON.stringify(draft));
    this.mark(ticketId, draft !== null);
    this.saveLater(SAVE_AFTER_MS);
  }
  private saveLater(after: number): void {
    this.timer ??= setTimeout(() => void this.save(), after);
  }
  private async saveOne(ticketId: number): Promise<void> {
    const draft = this.unsaved.get(ticketId);
    if (draft === undefined) return;
    try {
      if (draft) await this.api.keepDraft(ticketId, draft);
      else await this.api.discardDraft(ticketId);
    } catch (error) {
      const { status } = toProblem(error);
      if (status === 0 || status === 429 || status >= 500) return this.saveLater(RETRY_AFTER_MS);
      // The service won't have it: too long, or on a ticket that is gone. The tab has it while it is open.
      this.forget(ticketId, draft);
      return;
    }
    if (this.forget(ticketId, draft)) sessionStorage.removeItem(STORED_AS + ticketId);
  }
  /** False where another text has taken its place meanwhile. */
  private forget(ticketId: number, draft: MessageDraft | null): boolean {
    return this.unsaved.get(ticketId) === draft && this.unsaved.delete(ticketId);
  }

  /** Which tickets have one; another tab or browser may have changed that. */
  private async look(): Promise<void> {
    const kept = await this.api.draftedTickets().catch(() => null);
    if (!kept) return;
    this.kept.set(new Set(kept));
    for (const [ticketId, draft] of this.unsaved) this.mark(ticketId, draft !== null);
  }
  private mark(ticketId: number, isKept: boolean): void {
    if (this.has(ticketId) === isKept) return;
    this.kept.update((kept) => {
      const next = new Set(kept);
      if (isKept) next.add(ticketId);
      else next.delete(ticketId);
      return next;
    });
  }
}

function read(key: string): MessageDraft | null {
  try {
    const { text, visibility, begunAfter } = JSON.parse(sessionStorage.getItem(key)!) as MessageDraft;
    return text ? { text, visibility, begunAfter: begunAfter ?? null } : null;
  } catch {
    return null;
  }
}
