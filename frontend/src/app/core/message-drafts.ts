import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { setSessionItem } from '../shared/session-storage';
import { answerSaveRequests } from './save-in-all-tabs';
import { SavedDraft, MessageDraft } from './api-types';
import { toApiProblem } from './api-problem';
import { TicketsApi } from './tickets-api';

const SAVE_DELAY_MS = 1_500;
const RETRY_DELAY_MS = 10_000;
const STORAGE_PREFIX = 'ticketiq.draft.message.';

/**
 * The messages that one has begun, each on its ticket. The service keeps them, so that neither a closed tab nor a
 * sign-out loses one and another browser has them too; the tab keeps what the service does not have yet.
 */
@Injectable({ providedIn: 'root' })
export class MessageDrafts {
  private readonly api = inject(TicketsApi);
  private readonly draftTicketIds = signal<ReadonlySet<number>>(new Set());
  /** What the composer of a ticket has last said. */
  private readonly composerStates = new Map<number, string>();
  /** Null: to be discarded. */
  private readonly unsaved = new Map<number, MessageDraft | null>();
  /** When the service's copy was kept that this tab knows of. */
  private readonly savedAt = new Map<number, string>();
  /** Puts another browser's text into the composer of the ticket, and says what stands there then. */
  private readonly composers = new Map<number, (other: MessageDraft) => MessageDraft>();
  private readonly sending = new Set<number>();
  private saveQueue: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const stopAnswering = answerSaveRequests(() => this.save());
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(STORAGE_PREFIX)) this.restoreStored(key);
    if (this.unsaved.size) this.scheduleSave(0);
    const onVisibilityChange = () =>
      void (document.visibilityState === 'hidden' ? this.save() : this.loadDraftTicketIds());
    document.addEventListener('visibilitychange', onVisibilityChange);
    inject(DestroyRef).onDestroy(() => {
      document.removeEventListener('visibilitychange', onVisibilityChange);
      stopAnswering();
    });
    void this.loadDraftTicketIds();
  }

  /** Whether one has begun a message on the ticket. */
  has(ticketId: number): boolean {
    return this.draftTicketIds().has(ticketId);
  }

  /** Null where there is none. `join` is called when another browser has kept one meanwhile, until `close`. */
  async open(ticketId: number, merge: (other: MessageDraft) => MessageDraft): Promise<MessageDraft | null> {
    this.composers.set(ticketId, merge);
    const draft = this.unsaved.has(ticketId) ? this.unsaved.get(ticketId)! : await this.load(ticketId);
    this.composerStates.set(ticketId, draft ? JSON.stringify(draft) : '');
    return draft;
  }
  close(ticketId: number): void {
    this.composers.delete(ticketId);
  }

  /** Null where nothing is left of it. */
  update(ticketId: number, draft: MessageDraft | null): void {
    const text = draft ? JSON.stringify(draft) : '';
    if ((this.composerStates.get(ticketId) ?? '') === text) return;
    this.composerStates.set(ticketId, text);
    this.stage(ticketId, draft);
  }

  /** The message that the draft has become is on its way. */
  markSending(ticketId: number): void {
    this.sending.add(ticketId);
  }
  markSent(ticketId: number): void {
    this.endSending(ticketId);
    if (!this.composerStates.get(ticketId) && this.has(ticketId)) this.stage(ticketId, null);
  }
  markFailed(ticketId: number, draft: MessageDraft): void {
    this.endSending(ticketId);
    if (!this.composerStates.get(ticketId)) this.stage(ticketId, draft);
  }

  /** What the service does not have yet goes to it now. */
  save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saveQueue = this.saveQueue.then(async () => {
      for (const ticketId of [...this.unsaved.keys()]) await this.saveOne(ticketId);
    });
    return this.saveQueue;
  }

  /** What was begun meanwhile has waited for that. */
  private endSending(ticketId: number): void {
    this.sending.delete(ticketId);
    this.scheduleSave(SAVE_DELAY_MS);
  }
  private async load(ticketId: number): Promise<MessageDraft | null> {
    // Of what can't be read now, keeping another one finds out.
    const saved = await this.api.getDraft(ticketId).catch(() => null);
    return saved && this.rememberSaved(ticketId, saved);
  }
  private rememberSaved(ticketId: number, { savedAt, ...draft }: SavedDraft): MessageDraft {
    this.savedAt.set(ticketId, savedAt);
    return draft;
  }
  private stage(ticketId: number, draft: MessageDraft | null): void {
    this.unsaved.set(ticketId, draft);
    setSessionItem(
      STORAGE_PREFIX + ticketId,
      JSON.stringify({ ...draft, savedAt: this.savedAt.get(ticketId) }),
    );
    this.setHasDraft(ticketId, draft !== null);
    this.scheduleSave(SAVE_DELAY_MS);
  }
  private scheduleSave(delayMs: number): void {
    this.timer ??= setTimeout(() => void this.save(), delayMs);
  }
  private async saveOne(ticketId: number): Promise<void> {
    const draft = this.unsaved.get(ticketId);
    // What is on its way as a message would come back as a draft, and is needed again if it does not arrive.
    if (draft === undefined || this.sending.has(ticketId)) return;
    try {
      if (!draft) await this.api.discardDraft(ticketId);
      else if (!(await this.trySave(ticketId, draft))) return;
    } catch (error) {
      const { status } = toApiProblem(error);
      if (status === 0 || status === 429 || status >= 500) return this.scheduleSave(RETRY_DELAY_MS);
      // The service won't have it: too long, or on a ticket that is gone. The tab has it while it is open.
      this.clearStaged(ticketId, draft);
      return;
    }
    if (!draft) this.savedAt.delete(ticketId);
    if (this.clearStaged(ticketId, draft)) sessionStorage.removeItem(STORAGE_PREFIX + ticketId);
  }
  /** False where another browser's was there, which this one has been joined with. */
  private async trySave(ticketId: number, draft: MessageDraft): Promise<boolean> {
    const result = await this.api.saveDraft(ticketId, draft, this.savedAt.get(ticketId) ?? null);
    if ('savedAt' in result) {
      this.savedAt.set(ticketId, result.savedAt);
      return true;
    }
    const other = result.other && this.rememberSaved(ticketId, result.other);
    if (!other) this.savedAt.delete(ticketId);
    const merge = this.composers.get(ticketId) ?? ((other) => mergeDraftTexts(other, draft));
    const merged = other ? merge(other) : draft;
    this.composerStates.set(ticketId, JSON.stringify(merged));
    this.stage(ticketId, merged);
    return false;
  }
  /** False where another text has taken its place meanwhile. */
  private clearStaged(ticketId: number, draft: MessageDraft | null): boolean {
    return this.unsaved.get(ticketId) === draft && this.unsaved.delete(ticketId);
  }

  private restoreStored(key: string): void {
    const ticketId = Number(key.slice(STORAGE_PREFIX.length));
    try {
      const stored = JSON.parse(sessionStorage.getItem(key)!) as SavedDraft;
      const { text, visibility, afterMessageId = null, otherText = '', savedAt } = stored;
      this.unsaved.set(ticketId, text ? { text, visibility, afterMessageId, otherText } : null);
      if (savedAt) this.savedAt.set(ticketId, savedAt);
    } catch {
      sessionStorage.removeItem(key);
    }
  }
  /** Which tickets have one; another tab or browser may have changed that. */
  private async loadDraftTicketIds(): Promise<void> {
    const ids = await this.api.listDraftTicketIds().catch(() => null);
    if (!ids) return;
    this.draftTicketIds.set(new Set(ids));
    for (const [ticketId, draft] of this.unsaved) this.setHasDraft(ticketId, draft !== null);
  }
  private setHasDraft(ticketId: number, hasDraft: boolean): void {
    if (this.has(ticketId) === hasDraft) return;
    this.draftTicketIds.update((ids) => {
      const updated = new Set(ids);
      if (hasDraft) updated.add(ticketId);
      else updated.delete(ticketId);
      return updated;
    });
  }
}

/** The other's texts first; texts for different readers must not become one. */
export function mergeDraftTexts(other: MessageDraft, draft: MessageDraft): MessageDraft {
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
