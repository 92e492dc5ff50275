import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { cannedrepliesCreate } from '../api/fn/canned-replies/cannedreplies-create';
import { cannedrepliesList } from '../api/fn/canned-replies/cannedreplies-list';
import { cannedrepliesRemove } from '../api/fn/canned-replies/cannedreplies-remove';
import { cannedrepliesUpdate } from '../api/fn/canned-replies/cannedreplies-update';
import { CannedReply, CannedReplyChanges, NewCannedReply } from './api-types';
import { compareNames } from './collation';
import { ApiProblem, toApiProblem } from './api-problem';
import { Session } from './session';

/** The user's own and shared canned replies, cached for the lifetime of the app. */
@Injectable({ providedIn: 'root' })
export class CannedRepliesStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly replies = signal<readonly CannedReply[] | null>(null);
  private loading: Promise<void> | null = null;

  /** Sorted by title; null until loaded. */
  readonly all = computed(() => this.replies()?.toSorted((a, b) => compareNames(a.title, b.title)) ?? null);
  readonly problem = signal<ApiProblem | null>(null);

  /** Errors are stored in `problem`; previously loaded replies are retained. */
  load(): Promise<void> {
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }
  async create(reply: NewCannedReply): Promise<CannedReply> {
    const created = await this.api.invoke(cannedrepliesCreate, { body: reply });
    this.upsert(created);
    return created;
  }
  async update(id: number, changes: CannedReplyChanges): Promise<void> {
    this.upsert(await this.api.invoke(cannedrepliesUpdate, { id, body: changes }));
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(cannedrepliesRemove, { id });
    this.replies.update((all) => all?.filter((reply) => reply.id !== id) ?? null);
  }
  canEdit(reply: CannedReply): boolean {
    return this.session.canEdit(reply);
  }

  private async fetch(): Promise<void> {
    this.problem.set(null);
    try {
      this.replies.set((await this.api.invoke(cannedrepliesList)).results);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
  private upsert(reply: CannedReply): void {
    this.replies.update((all) => [...(all ?? []).filter((existing) => existing.id !== reply.id), reply]);
  }
}
