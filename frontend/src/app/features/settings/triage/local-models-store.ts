import { computed, DestroyRef, inject, Injectable, signal } from '@angular/core';
import { TrainedModel, TrainedModelList, Replay } from '../../../core/api-types';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { TriageApi } from '../../../core/triage-api';
import { PendingModelCount } from '../../../core/pending-model-count';

/** A model that may replace the active one, with its replay of past decisions. */
export interface Candidate {
  /** Null for the bundled model. */
  id: number | null;
  name: string;
  /** Null while the replay is running. */
  replay: Replay | null;
}

const POLL_INTERVAL_MS = 3_000;

/** The bundled model, the team's trained models and the active one. */
@Injectable()
export class LocalModelsStore {
  private readonly api = inject(TriageApi);
  private destroyed = false;
  private readonly pendingModelCount = inject(PendingModelCount);
  readonly list = signal<TrainedModelList | null>(null);
  readonly problem = signal<ApiProblem | null>(null);
  readonly candidate = signal<Candidate | null>(null);
  /** Also if the active model is of an earlier bundled model, which can't be used. */
  readonly isBundledActive = computed(() => {
    const list = this.list();
    return !list?.results.some(({ state, base }) => state === 'active' && base === list.boxed);
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => (this.destroyed = true));
  }

  async load(): Promise<void> {
    this.problem.set(null);
    try {
      const list = await this.api.listModels();
      this.list.set(list);
      this.pendingModelCount.count.set(list.results.filter(({ state }) => state === 'waiting').length);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    }
  }

  /** Approves or rejects a model that awaits review. */
  async review(id: number, verdict: 'approve' | 'reject'): Promise<TrainedModel> {
    const model = await this.api[verdict](id);
    await this.load();
    return model;
  }

  /** Resolves with the trained model; null if training ended without one. */
  async train(): Promise<TrainedModel | null> {
    const answer = await this.api.train();
    if (!('results' in answer)) {
      await this.load();
      return answer;
    }
    const newest = answer.results[0]?.id ?? 0;
    this.list.set(answer);
    await this.awaitTraining();
    return this.list()?.results.find(({ id }) => id > newest) ?? null;
  }
  /** Polls the list until no model is being trained. */
  async awaitTraining(): Promise<void> {
    while (this.list()?.training && !this.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, POLL_INTERVAL_MS));
      await this.load();
    }
  }

  /** @throws ApiProblem if the replay failed; the candidate is then removed */
  async compare(id: number | null, name: string): Promise<void> {
    const candidate: Candidate = { id, name, replay: null };
    this.candidate.set(candidate);
    try {
      const replay = await this.api.replay(id);
      if (this.candidate() === candidate) this.candidate.set({ ...candidate, replay });
    } catch (error) {
      if (this.candidate() === candidate) this.candidate.set(null);
      throw error;
    }
  }

  /**
   * Activates the candidate, even if its displayed replay is worse. @returns whether it is active;
   * if false, the candidate has a new replay to confirm
   */
  async activate({ id, name, replay }: Candidate): Promise<boolean> {
    try {
      await this.api.activate(id, replay?.verdict === 'worse');
    } catch (error) {
      const problem = toApiProblem(error);
      const current = problem.members['current'] as Replay | undefined;
      if (problem.code !== 'triage_model.worse' || !current) throw problem;
      this.candidate.set({ id, name, replay: current });
      return false;
    }
    this.candidate.set(null);
    await this.load();
    return true;
  }
}
