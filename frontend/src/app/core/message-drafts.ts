import { DestroyRef, inject, Injectable, signal } from '@angular/core';
import { setSessionItem } from './session-storage';
import { answerSaveRequests } from './save-in-all-tabs';
import { Attachment, SavedDraft, MessageDraft } from './api-types';
import { toApiProblem } from './api-problem';
import { TicketsApi } from './tickets-api';

const SAVE_DELAY_MS = 1_500;
const RETRY_DELAY_MS = 10_000;
const STORAGE_PREFIX = 'ticketiq.draft.message.';

/** Merges the draft of another browser; `base` is the draft that both continue, if known. */
type DraftMerge = (other: MessageDraft, base: MessageDraft | undefined) => MessageDraft;

/**
 * Unsent messages, one per ticket. The service stores them so that they survive a closed tab or a
 * sign-out and are available in other browsers; session storage holds changes that are not saved
 * yet.
 */
@Injectable({ providedIn: 'root' })
export class MessageDrafts {
  private readonly api = inject(TicketsApi);
  private readonly draftTicketIds = signal<ReadonlySet<number>>(new Set());
  /** Serialized draft last reported by the composer of each ticket. */
  private readonly composerStates = new Map<number, string>();
  /** Drafts that are not saved yet; null discards the draft. */
  private readonly unsaved = new Map<number, MessageDraft | null>();
  /** Version of the service's copy known to this tab. */
  private readonly savedAt = new Map<number, string>();
  /** That version's draft, from which this tab and another browser continue. */
  private readonly savedDrafts = new Map<number, MessageDraft>();
  /** Merge the draft of another browser into the open composer and return the merged draft. */
  private readonly composers = new Map<number, DraftMerge>();
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

  /** Whether the user has a draft on the ticket. */
  has(ticketId: number): boolean {
    return this.draftTicketIds().has(ticketId);
  }

  /**
   * Resolves with the draft, null if there is none. Until `close`, `merge` is called with drafts
   * saved by another browser.
   */
  async open(ticketId: number, merge: DraftMerge): Promise<MessageDraft | null> {
    this.composers.set(ticketId, merge);
    const draft = this.unsaved.has(ticketId) ? this.unsaved.get(ticketId)! : await this.load(ticketId);
    this.composerStates.set(ticketId, draft ? JSON.stringify(draft) : '');
    return draft;
  }
  close(ticketId: number): void {
    this.composers.delete(ticketId);
  }

  /** Saves the draft after a delay; null discards it. */
  update(ticketId: number, draft: MessageDraft | null): void {
    const text = draft ? JSON.stringify(draft) : '';
    if ((this.composerStates.get(ticketId) ?? '') === text) return;
    this.composerStates.set(ticketId, text);
    this.stage(ticketId, draft);
  }

  /** Suspends saving while the draft is being sent as a message. */
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

  /** Saves all pending changes immediately. */
  save(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.saveQueue = this.saveQueue.then(async () => {
      for (const ticketId of [...this.unsaved.keys()]) await this.saveOne(ticketId);
    });
    return this.saveQueue;
  }

  /** Resumes saving, including a draft started while the message was being sent. */
  private endSending(ticketId: number): void {
    this.sending.delete(ticketId);
    this.scheduleSave(SAVE_DELAY_MS);
  }
  private async load(ticketId: number): Promise<MessageDraft | null> {
    // If loading fails, saving detects and merges another draft.
    const saved = await this.api.getDraft(ticketId).catch(() => null);
    return saved && this.rememberSaved(ticketId, saved);
  }
  private rememberSaved(ticketId: number, { savedAt, ...draft }: SavedDraft): MessageDraft {
    this.savedAt.set(ticketId, savedAt);
    this.savedDrafts.set(ticketId, draft);
    return draft;
  }
  private forgetSaved(ticketId: number): void {
    this.savedAt.delete(ticketId);
    this.savedDrafts.delete(ticketId);
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
    // A draft saved during sending would reappear after it; if sending fails, it is needed again.
    if (draft === undefined || this.sending.has(ticketId)) return;
    try {
      if (!draft) await this.api.discardDraft(ticketId);
      else if (!(await this.trySave(ticketId, draft))) return;
    } catch (error) {
      const { status } = toApiProblem(error);
      if (status === 0 || status === 429 || status >= 500) return this.scheduleSave(RETRY_DELAY_MS);
      // The service rejected the draft, for example because the ticket was deleted. The tab keeps
      // it until it is closed.
      this.clearStaged(ticketId, draft);
      return;
    }
    if (!draft) this.forgetSaved(ticketId);
    if (this.clearStaged(ticketId, draft)) sessionStorage.removeItem(STORAGE_PREFIX + ticketId);
  }
  /** Returns false if another browser saved a draft, which is merged and staged. */
  private async trySave(ticketId: number, draft: MessageDraft): Promise<boolean> {
    const result = await this.api.saveDraft(ticketId, draft, this.savedAt.get(ticketId) ?? null);
    if ('savedAt' in result) {
      this.rememberSaved(ticketId, { ...draft, savedAt: result.savedAt });
      return true;
    }
    const base = this.savedDrafts.get(ticketId);
    const other = result.other && this.rememberSaved(ticketId, result.other);
    if (!other) this.forgetSaved(ticketId);
    const merge = this.composers.get(ticketId) ?? ((other) => mergeDraftTexts(other, draft, base));
    const merged = other ? merge(other, base) : draft;
    this.composerStates.set(ticketId, JSON.stringify(merged));
    this.stage(ticketId, merged);
    return false;
  }
  /** Returns false if the draft has changed since. */
  private clearStaged(ticketId: number, draft: MessageDraft | null): boolean {
    return this.unsaved.get(ticketId) === draft && this.unsaved.delete(ticketId);
  }

  private restoreStored(key: string): void {
    const ticketId = Number(key.slice(STORAGE_PREFIX.length));
    try {
      const stored = JSON.parse(sessionStorage.getItem(key)!) as SavedDraft;
      const { text, visibility, afterMessageId = null, otherText = '', savedAt } = stored;
      const { attachments = [], otherAttachments = [] } = stored;
      const draft = { text, visibility, afterMessageId, otherText, attachments, otherAttachments };
      this.unsaved.set(ticketId, text ? draft : null);
      if (savedAt) this.savedAt.set(ticketId, savedAt);
    } catch {
      sessionStorage.removeItem(key);
    }
  }
  /** Another tab or browser may have added or removed drafts. */
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

/**
 * Merges two drafts, with the other draft's text first. Texts of different visibility stay
 * separate. `base` is the draft that both continue, if known.
 */
export function mergeDraftTexts(other: MessageDraft, draft: MessageDraft, base?: MessageDraft): MessageDraft {
  const isForSame = other.visibility === draft.visibility;
  const [text, otherText] = isForSame ? [other.text, other.otherText] : [other.otherText, other.text];
  const isBaseForSame = base?.visibility === draft.visibility;
  return {
    ...draft,
    text: mergeTexts(text, draft.text, isBaseForSame ? base?.text : base?.otherText),
    otherText: mergeTexts(otherText, draft.otherText, isBaseForSame ? base?.otherText : base?.text),
    attachments: mergeAttachments(isForSame ? other.attachments : other.otherAttachments, draft.attachments),
    otherAttachments: mergeAttachments(
      isForSame ? other.otherAttachments : other.attachments,
      draft.otherAttachments,
    ),
  };
}

/** Keeps the files of both. */
function mergeAttachments(other: readonly Attachment[], attachments: readonly Attachment[]): Attachment[] {
  return [...new Map([...other, ...attachments].map((each) => [each.id, each])).values()];
}

/** Takes the changed text if one is unchanged, and both continuations of `base`; else keeps both. */
function mergeTexts(other: string, text: string, base = ''): string {
  if (base && text === base) return other;
  if (base && other === base) return text;
  if (text.includes(other)) return text;
  if (other.includes(text)) return other;
  if (base && text.startsWith(base) && other.startsWith(base)) return other + text.slice(base.length);
  return `${other}\n\n${text}`;
}
