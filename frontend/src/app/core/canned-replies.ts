import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { cannedrepliesCreate } from '../api/fn/canned-replies/cannedreplies-create';
import { cannedrepliesList } from '../api/fn/canned-replies/cannedreplies-list';
import { cannedrepliesRemove } from '../api/fn/canned-replies/cannedreplies-remove';
import { cannedrepliesUpdate } from '../api/fn/canned-replies/cannedreplies-update';
import { CannedReply, CannedReplyChanges, NewCannedReply } from './api-types';
import { compareNames } from './collation';
import { Problem, toProblem } from './problem';
import { Session } from './session';

/** What agents answer again and again: one's own and the shared ones, kept while the console is open. */
@Injectable({ providedIn: 'root' })
export class CannedReplies {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly known = signal<readonly CannedReply[] | null>(null);
  private reading: Promise<void> | null = null;

  /** By title; null until they are read. */
  readonly all = computed(() => this.known()?.toSorted((a, b) => compareNames(a.title, b.title)) ?? null);
  readonly problem = signal<Problem | null>(null);

  /** A failure stays in `problem`; what was read before stays, too. */
  read(): Promise<void> {
    this.reading ??= this.ask().finally(() => (this.reading = null));
    return this.reading;
  }
  async create(reply: NewCannedReply): Promise<CannedReply> {
    const made = await this.api.invoke(cannedrepliesCreate, { body: reply });
    this.put(made);
    return made;
  }
  async change(id: number, changes: CannedReplyChanges): Promise<void> {
    this.put(await this.api.invoke(cannedrepliesUpdate, { id, body: changes }));
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(cannedrepliesRemove, { id });
    this.known.update((all) => all?.filter((each) => each.id !== id) ?? null);
  }
  mayChange(reply: CannedReply): boolean {
    return this.session.mayChange(reply);
  }

  private async ask(): Promise<void> {
    this.problem.set(null);
    try {
      this.known.set((await this.api.invoke(cannedrepliesList)).results);
    } catch (error) {
      this.problem.set(toProblem(error));
    }
  }
  private put(reply: CannedReply): void {
    this.known.update((all) => [...(all ?? []).filter((each) => each.id !== reply.id), reply]);
  }
}
