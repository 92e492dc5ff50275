import { inject, Injectable, signal } from '@angular/core';
import { Message } from '../../core/api-types';
import { toProblem } from '../../core/problem';
import { TicketsApi } from '../../core/tickets-api';
import { Toasts } from '../../core/toasts';
import { Undo } from '../../core/undo';

/** For how long a public reply can be undone. */
export const UNDO_SECONDS = 10;

const STORED_AS = 'ticketiq.draft.undone';

interface UndoneReply {
  ticketId: number;
  body: string;
}

/** Public replies that were just sent, each with its way back, whatever page is open; and the texts of those undone. */
@Injectable({ providedIn: 'root' })
export class UndoableReplies {
  private readonly api = inject(TicketsApi);
  private readonly toasts = inject(Toasts);
  private readonly undo = inject(Undo);
  private readonly undone = signal<readonly UndoneReply[]>(read());

  sent(ticketId: number, { id, body }: Message, given: { to: string | null; resolve: boolean }): void {
    const name = given.to;
    this.undo.remember({
      title: name ? $localize`Sent to ${name}:requester:` : $localize`Reply sent`,
      detail: given.resolve
        ? $localize`#${ticketId}:id: will be resolved`
        : $localize`On ticket #${ticketId}:id:`,
      until: Date.now() + UNDO_SECONDS * 1000,
      undo: () => this.takeBack(ticketId, id, body),
    });
  }
  /** Also after the page was loaded anew, when the last changes are no longer known. */
  undoNow(ticketId: number, { id, body }: Message): void {
    void this.takeBack(ticketId, id, body);
  }

  /** The texts that are to stand in the composer of the ticket again. */
  undoneOn(ticketId: number): string[] {
    return this.undone()
      .filter((each) => each.ticketId === ticketId)
      .map(({ body }) => body);
  }
  forget(ticketId: number): void {
    this.keep(this.undone().filter((each) => each.ticketId !== ticketId));
  }

  private async takeBack(ticketId: number, id: number, body: string): Promise<void> {
    // A page that is left meanwhile must not lose the text.
    store([...this.undone(), { ticketId, body }]);
    try {
      await this.api.undoReply(ticketId, id);
      this.keep([...this.undone(), { ticketId, body }]);
      const title = $localize`Reply not sent`;
      const detail = $localize`The text is back in the reply box of #${ticketId}:id:.`;
      this.toasts.show({ tone: 'success', title, detail });
    } catch (error) {
      store(this.undone());
      const { status } = toProblem(error);
      const again = status === 409 ? undefined : () => void this.takeBack(ticketId, id, body);
      this.toasts.failure($localize`Couldn’t undo the reply`, error, again);
    }
  }
  private keep(undone: readonly UndoneReply[]): void {
    this.undone.set(undone);
    store(undone);
  }
}

function store(undone: readonly UndoneReply[]): void {
  if (undone.length) sessionStorage.setItem(STORED_AS, JSON.stringify(undone));
  else sessionStorage.removeItem(STORED_AS);
}

function read(): UndoneReply[] {
  try {
    return JSON.parse(sessionStorage.getItem(STORED_AS) ?? '[]') as UndoneReply[];
  } catch {
    return [];
  }
}
