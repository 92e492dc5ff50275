import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { keepForTab } from '../shared/kept-for-tab';
import { answerSaveRequests } from './save-in-all-tabs';
import { KeptDraft, MessageDraft } from './api-types';
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
  /** When the service's copy was kept that this tab knows of. */
  private readonly keptAt = new Map<number, string>();
  /** Puts another browser's text into the composer of the ticket, and says what stands there then. */
  private readonly composers = new Map<number, (other: MessageDraft) => MessageDraft>();
  private readonly sending = new Set<number>();
  private saving: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const stopAnswering = answerSaveRequests(() => this.save());
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(STORED_AS)) this.readStored(key);
    if (this.unsaved.size) this.saveLater(0);
    const seen = () => void (document.visibilityState === 'hidden' ? this.save() : this.look());
    document.addEventListener('visibilitychange', seen);
    inject(DestroyRef).onDestroy(() => {
      document.removeEventListener('visibilitychange', seen);
      stopAnswering();
    });
    void this.look();
  }

  /** Whether one has begun a message on the ticket. */
  has(ticketId: number): boolean {
    return this.kept().has(ticketId);
  }

  /** Null where there is none. `join` is called when another browser has kept one meanwhile, until `close`. */
  async open(ticketId: number, join: (other: MessageDraft) => MessageDraft): Promise<MessageDraft | null> {
    this.composers.set(ticketId, join);
    const draft = this.unsaved.has(ticketId) ? this.unsaved.get(ticketId)! : await this.read(ticketId);
    this.said.set(ticketId, draft ? JSON.stringify(draft) : '');
    return draft;
  }
  close(ticketId: number): void {
    this.composers.delete(ticketId);
  }

  /** Null where nothing is left of it. */
  keep(ticketId: number, draft: MessageDraft | null): void {
    const text = draft ? JSON.stringify(draft) : '';
    if ((this.said.get(ticketId) ?? '') === text) return;
    this.said.set(ticketId, text);
    this.note(ticketId, draft);
  }

  /** The message that the draft has become is on its way. */
  isSending(ticketId: number): void {
    this.sending.add(ticketId);
  }
  isSent(ticketId: number): void {
    this.endSending(ticketId);
    if (!this.said.get(ticketId) && this.has(ticketId)) this.note(ticketId, null);
  }
  isNotSent(ticketId: number, draft: MessageDraft): void {
    this.endSending(ticketId);
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

  /** What was begun meanwhile has waited for that. */
  private endSending(ticketId: number): void {
    this.sending.delete(ticketId);
    this.saveLater(SAVE_AFTER_MS);
  }
  private async read(ticketId: number): Promise<MessageDraft | null> {
    // Of what can't be read now, keeping another one finds out.
    const kept = await this.api.draft(ticketId).catch(() => null);
    return kept && this.know(ticketId, kept);
  }
  private know(ticketId: number, { keptAt, ...draft }: KeptDraft): MessageDraft {
    this.keptAt.set(ticketId, keptAt);
    return draft;
  }
  private note(ticketId: number, draft: MessageDraft | null): void {
    this.unsaved.set(ticketId, draft);
    keepForTab(STORED_AS + ticketId, JSON.stringify({ ...draft, keptAt: this.keptAt.get(ticketId) }));
    this.mark(ticketId, draft !== null);
    this.saveLater(SAVE_AFTER_MS);
  }
  private saveLater(after: number): void {
    this.timer ??= setTimeout(() => void this.save(), after);
  }
  private async saveOne(ticketId: number): Promise<void> {
    const draft = this.unsaved.get(ticketId);
    // What is on its way as a message would come back as a draft, and is needed again if it does not arrive.
    if (draft === undefined || this.sending.has(ticketId)) return;
    try {
      if (!draft) await this.api.discardDraft(ticketId);
      else if (!(await this.hasKept(ticketId, draft))) return;
    } catch (error) {
      const { status } = toProblem(error);
      if (status === 0 || status === 429 || status >= 500) return this.saveLater(RETRY_AFTER_MS);
      // The service won't have it: too long, or on a ticket that is gone. The tab has it while it is open.
      this.forget(ticketId, draft);
      return;
    }
    if (!draft) this.keptAt.delete(ticketId);
    if (this.forget(ticketId, draft)) sessionStorage.removeItem(STORED_AS + ticketId);
  }
  /** False where another browser's was there, which this one has been joined with. */
  private async hasKept(ticketId: number, draft: MessageDraft): Promise<boolean> {
    const outcome = await this.api.keepDraft(ticketId, draft, this.keptAt.get(ticketId) ?? null);
    if ('keptAt' in outcome) {
      this.keptAt.set(ticketId, outcome.keptAt);
      return true;
    }
    const other = outcome.other && this.know(ticketId, outcome.other);
    if (!other) this.keptAt.delete(ticketId);
    const join = this.composers.get(ticketId) ?? ((other) => joined(other, draft));
    const both = other ? join(other) : draft;
    this.said.set(ticketId, JSON.stringify(both));
    this.note(ticketId, both);
    return false;
  }
  /** False where another text has taken its place meanwhile. */
  private forget(ticketId: number, draft: MessageDraft | null): boolean {
    return this.unsaved.get(ticketId) === draft && this.unsaved.delete(ticketId);
  }

  private readStored(key: string): void {
    const ticketId = Number(key.slice(STORED_AS.length));
    try {
      const stored = JSON.parse(sessionStorage.getItem(key)!) as KeptDraft;
      const { text, visibility, begunAfter = null, otherText = '', keptAt } = stored;
      this.unsaved.set(ticketId, text ? { text, visibility, begunAfter, otherText } : null);
      if (keptAt) this.keptAt.set(ticketId, keptAt);
    } catch {
      sessionStorage.removeItem(key);
    }
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

/** The other's texts first; texts for different readers must not become one. */
export function joined(other: MessageDraft, draft: MessageDraft): MessageDraft {
  const isForSame = other.visibility === draft.visibility;
  const [text, otherText] = isForSame ? [other.text, other.otherText] : [other.otherText, other.text];
  return {
    ...draft,
    text: joinedTexts(text, draft.text),
    otherText: joinedTexts(otherText, draft.otherText),
  };
}

function joinedTexts(other: string, text: string): string {
  if (text.includes(other)) return text;
  return other.includes(text) ? other : `${other}\n\n${text}`;
}
