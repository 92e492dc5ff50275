import { computed, inject, Injectable, signal } from '@angular/core';
import { Api } from '../api/api';
import { topicqualityReport } from '../api/fn/topics/topicquality-report';
import { topicsCreate } from '../api/fn/topics/topics-create';
import { topicsList } from '../api/fn/topics/topics-list';
import { topicsRemove } from '../api/fn/topics/topics-remove';
import { topicsUpdate } from '../api/fn/topics/topics-update';
import type { CreateTopicInput, TopicQualityReport, TopicView, UpdateTopicInput } from '../api/models';
import { ApiProblem, toApiProblem } from './api-problem';
import { compareNames } from './collation';
import { Session } from './session';

export type Topic = TopicView;
export type { TopicQualityReport, TopicQualityView } from '../api/models';

/** The team's topics, cached for the lifetime of the app. */
@Injectable({ providedIn: 'root' })
export class TopicsStore {
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly topics = signal<readonly Topic[] | null>(null);
  private loading: Promise<void> | null = null;

  /** Sorted by name; null until loaded. */
  readonly all = computed(() => this.topics()?.toSorted((a, b) => compareNames(a.name, b.name)) ?? null);
  /** Topics that can be chosen. Empty until loaded. */
  readonly active = computed(() => this.all()?.filter(({ active }) => active) ?? []);
  readonly problem = signal<ApiProblem | null>(null);

  /** Errors are stored in `problem`; previously loaded topics are retained. */
  load(): Promise<void> {
    if (!this.session.can('topics.read')) return Promise.resolve();
    this.loading ??= this.fetch().finally(() => (this.loading = null));
    return this.loading;
  }
  nameOf(id: number): string {
    return this.topics()?.find((topic) => topic.id === id)?.name ?? $localize`Topic ${id}:id:`;
  }
  quality(): Promise<TopicQualityReport> {
    return this.api.invoke(topicqualityReport, {});
  }
  async create(topic: CreateTopicInput): Promise<Topic> {
    const created = await this.api.invoke(topicsCreate, { body: topic });
    this.upsert(created);
    return created;
  }
  async update(id: number, changes: UpdateTopicInput): Promise<Topic> {
    const updated = await this.api.invoke(topicsUpdate, { id, body: changes });
    this.upsert(updated);
    return updated;
  }
  async remove(id: number): Promise<void> {
    await this.api.invoke(topicsRemove, { id });
    this.topics.update((all) => all?.filter((topic) => topic.id !== id) ?? null);
  }

  private async fetch(): Promise<void> {
    this.problem.set(null);
    try {
      this.topics.set((await this.api.invoke(topicsList, {})).results);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }
  private upsert(topic: Topic): void {
    this.topics.update((all) => [...(all ?? []).filter(({ id }) => id !== topic.id), topic]);
  }
}
