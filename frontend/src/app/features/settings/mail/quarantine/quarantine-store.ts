import { inject, Injectable, signal } from '@angular/core';
import { Api } from '../../../../api/api';
import { inboundList } from '../../../../api/fn/mail/inbound-list';
import { quarantineList } from '../../../../api/fn/mail/quarantine-list';
import { quarantineRelease } from '../../../../api/fn/mail/quarantine-release';
import { quarantineRemove } from '../../../../api/fn/mail/quarantine-remove';
import type { InboundMailView } from '../../../../api/models';
import { ApiProblem, toApiProblem } from '../../../../core/api-problem';

export type QuarantinedMail = InboundMailView;

const PAGE_SIZE = 30;
/** Newest mails of a mailbox among which a released one is looked for. */
const SEARCHED_MAILS = 100;

/** Mails in quarantine, loaded in pages. */
@Injectable()
export class QuarantineStore {
  private readonly api = inject(Api);
  private readonly rows = signal<readonly QuarantinedMail[] | null>(null);
  private requestId = 0;
  /** Newest first; null until loaded. */
  readonly all = this.rows.asReadonly();
  readonly problem = signal<ApiProblem | null>(null);
  readonly nextCursor = signal<string | null>(null);

  async load(): Promise<void> {
    const requestId = ++this.requestId;
    this.problem.set(null);
    try {
      const page = await this.api.invoke(quarantineList, { limit: PAGE_SIZE });
      if (requestId !== this.requestId) return;
      this.rows.set(page.results);
      this.nextCursor.set(page.next_cursor);
    } catch (error) {
      if (requestId === this.requestId) this.problem.set(toApiProblem(error));
    }
  }
  async loadMore(): Promise<void> {
    const cursor = this.nextCursor();
    if (!cursor) return;
    const requestId = ++this.requestId;
    const page = await this.api.invoke(quarantineList, { limit: PAGE_SIZE, cursor });
    if (requestId !== this.requestId) return;
    this.rows.update((rows) => [...(rows ?? []), ...page.results]);
    this.nextCursor.set(page.next_cursor);
  }
  /** The mail is processed in the background. */
  async release({ id }: QuarantinedMail): Promise<void> {
    await this.api.invoke(quarantineRelease, { id });
    this.drop(id);
  }
  async remove({ id }: QuarantinedMail): Promise<void> {
    await this.api.invoke(quarantineRemove, { id });
    this.drop(id);
  }
  /** The ticket of a released mail; null if it is not known or not processed yet. */
  async findTicket({ id, mailbox_id: mailboxId }: QuarantinedMail): Promise<number | null> {
    if (mailboxId === null) return null;
    const state = ['ticketed', 'appended'] as const;
    const query = { id: mailboxId, state: [...state], limit: SEARCHED_MAILS };
    const { results } = await this.api.invoke(inboundList, query);
    return results.find((mail) => mail.id === id)?.ticket_id ?? null;
  }

  private drop(id: number): void {
    this.rows.update((rows) => rows?.filter((row) => row.id !== id) ?? null);
  }
}
