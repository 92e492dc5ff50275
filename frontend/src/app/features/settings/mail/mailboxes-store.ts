import { inject, Injectable, signal } from '@angular/core';
import { Api } from '../../../api/api';
import { mailboxesCreate } from '../../../api/fn/mail/mailboxes-create';
import { mailboxesCreateToken } from '../../../api/fn/mail/mailboxes-create-token';
import { mailboxesList } from '../../../api/fn/mail/mailboxes-list';
import { mailboxesRemove } from '../../../api/fn/mail/mailboxes-remove';
import { mailboxesTest } from '../../../api/fn/mail/mailboxes-test';
import { mailboxesUpdate } from '../../../api/fn/mail/mailboxes-update';
import type { MailboxTestView } from '../../../api/models';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { compareNames } from '../../../core/collation';
import type { Mailbox, MailboxInput } from './mailbox-values';

/** Mailboxes with their settings and state. */
@Injectable()
export class MailboxesStore {
  private readonly api = inject(Api);
  private readonly rows = signal<readonly Mailbox[] | null>(null);
  /** By name; null until loaded. */
  readonly all = this.rows.asReadonly();
  readonly problem = signal<ApiProblem | null>(null);

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      this.rows.set((await this.api.invoke(mailboxesList)).results);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
  async save(id: number | null, input: MailboxInput): Promise<Mailbox> {
    const saved =
      id === null
        ? await this.api.invoke(mailboxesCreate, { body: input })
        : await this.api.invoke(mailboxesUpdate, { id, body: input });
    this.upsert(saved);
    return saved;
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(mailboxesRemove, { id });
    this.rows.update((rows) => rows?.filter((row) => row.id !== id) ?? null);
  }
  /** Connects to the servers of a mailbox. Takes up to 20 seconds. */
  test(id: number): Promise<MailboxTestView> {
    return this.api.invoke(mailboxesTest, { id, body: {} });
  }
  /** Returns the token for mail by HTTP, which replaces the former one. */
  async createToken(mailbox: Mailbox): Promise<string> {
    const { token } = await this.api.invoke(mailboxesCreateToken, { id: mailbox.id });
    this.upsert({ ...mailbox, has_inbound_token: true });
    return token;
  }

  private upsert(mailbox: Mailbox): void {
    this.rows.update((rows) =>
      [...(rows ?? []).filter(({ id }) => id !== mailbox.id), mailbox].toSorted((a, b) =>
        compareNames(a.name, b.name),
      ),
    );
  }
}
