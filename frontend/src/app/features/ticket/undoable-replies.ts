import { inject, Injectable, signal } from '@angular/core';
import { Attachment, Message, MessageChanges } from '../../core/api-types';
import { toApiProblem } from '../../core/api-problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { UndoEntry, UndoStack } from '../../core/undo-stack';

/** Undo period of public replies, in seconds. */
export const UNDO_SECONDS = 10;

const STORAGE_KEY = 'ticketiq.draft.undone';

interface UndoneReply {
  ticketId: number;
  body: string;
  attachments: readonly Attachment[];
  changes: MessageChanges | null;
  /** Addresses that were to get a copy by mail. */
  cc: readonly string[];
}

/** Public replies that can be undone from any page, and the texts of undone ones. */
@Injectable({ providedIn: 'root' })
export class UndoableReplies {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(UndoStack);
  private readonly entries = new Map<number, UndoEntry>();
  private readonly undone = signal<readonly UndoneReply[]>(readStored());

  announce(
    ticketId: number,
    message: Message,
    options: { to: string | null; resolve: boolean; wait?: boolean },
  ): void {
    const { id } = message;
    const name = options.to;
    this.forgetEntry(id);
    const entry = {
      title: name ? $localize`Sent to ${name}:requester:` : $localize`Reply sent`,
      detail: formatEffect(ticketId, options),
      expiresAt: Date.now() + UNDO_SECONDS * 1000,
      undo: () => this.revert(ticketId, message),
    };
    this.entries.set(id, entry);
    this.undo.push(entry);
  }
  /** Makes replies undoable with `z` that were sent from another tab, or before a reload. */
  offer(ticketId: number, messages: readonly Message[]): void {
    for (const message of messages) {
      const { id, undo_until } = message;
      const expiresAt = undo_until ? Date.parse(undo_until) : 0;
      if (expiresAt <= Date.now() || this.entries.has(id)) continue;
      const title = $localize`Reply sent`;
      const entry = { title, expiresAt, undo: () => this.revert(ticketId, message) };
      this.entries.set(id, entry);
      this.undo.pushSilently(entry);
    }
  }
  /** Undoes a reply from the conversation. */
  undoNow(ticketId: number, message: Message): void {
    void this.revert(ticketId, message);
  }

  /** Replies to restore in the composer of the ticket. */
  undoneReplies(ticketId: number): readonly UndoneReply[] {
    return this.undone().filter((reply) => reply.ticketId === ticketId);
  }
  forget(ticketId: number): void {
    this.setUndone(this.undone().filter((reply) => reply.ticketId !== ticketId));
  }

  private forgetEntry(id: number): void {
    const entry = this.entries.get(id);
    if (entry) this.undo.remove(entry);
  }
  private async revert(ticketId: number, message: Message): Promise<void> {
    const { id, body, attachments, changes, recipients } = message;
    const cc = recipients.filter(({ kind }) => kind === 'cc').map(({ address }) => address);
    const reply: UndoneReply = { ticketId, body, attachments, changes, cc };
    this.forgetEntry(id);
    // Stored before the request, so that the text is not lost if the page closes.
    storeUndone([...this.undone(), reply]);
    try {
      await this.api.undoReply(ticketId, id);
      this.setUndone([...this.undone(), reply]);
      const title = $localize`Reply not sent`;
      const detail = $localize`The text is back in the reply box of #${ticketId}:id:.`;
      this.toasts.show({ tone: 'success', title, detail });
    } catch (error) {
      storeUndone(this.undone());
      const { status } = toApiProblem(error);
      const retry = status === 409 ? undefined : () => void this.revert(ticketId, message);
      this.toasts.showError($localize`Couldn’t undo the reply`, error, retry);
    }
  }
  private setUndone(undone: readonly UndoneReply[]): void {
    this.undone.set(undone);
    storeUndone(undone);
  }
}

function storeUndone(undone: readonly UndoneReply[]): void {
  if (undone.length) sessionStorage.setItem(STORAGE_KEY, JSON.stringify(undone));
  else sessionStorage.removeItem(STORAGE_KEY);
}

function readStored(): UndoneReply[] {
  try {
    const stored = JSON.parse(sessionStorage.getItem(STORAGE_KEY) ?? '[]') as UndoneReply[];
    return stored.map((reply) => ({
      ...reply,
      attachments: reply.attachments ?? [],
      changes: reply.changes ?? null,
      cc: reply.cc ?? [],
    }));
  } catch {
    return [];
  }
}

/** What delivery of a reply does to its ticket. */
function formatEffect(id: number, { resolve, wait }: { resolve: boolean; wait?: boolean }): string {
  if (resolve) return $localize`#${id}:id: will be resolved`;
  return wait ? $localize`#${id}:id: will wait for the requester` : $localize`On ticket #${id}:id:`;
}
