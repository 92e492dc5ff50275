import { inject, Injectable } from '@angular/core';
import { Api } from '../api/api';
import { modelsActivate } from '../api/fn/triage/models-activate';
import { modelsApprove } from '../api/fn/triage/models-approve';
import { modelsLearn } from '../api/fn/triage/models-learn';
import { modelsList } from '../api/fn/triage/models-list';
import { modelsReject } from '../api/fn/triage/models-reject';
import { modelsReplay } from '../api/fn/triage/models-replay';
import { runsApply } from '../api/fn/triage/runs-apply';
import { runsCreate } from '../api/fn/triage/runs-create';
import { runsDiscard } from '../api/fn/triage/runs-discard';
import { runsGet } from '../api/fn/triage/runs-get';
import { runsList } from '../api/fn/triage/runs-list';
import { runsPause } from '../api/fn/triage/runs-pause';
import { runsTickets } from '../api/fn/triage/runs-tickets';
import { runsUndo } from '../api/fn/triage/runs-undo';
import { thresholdsList } from '../api/fn/triage/thresholds-list';
import { thresholdsSet } from '../api/fn/triage/thresholds-set';
import { usageRead } from '../api/fn/triage/usage-read';
import {
  TrainedModel,
  TrainedModelList,
  Replay,
  RetriageJob,
  RetriageJobDetail,
  RetriageJobInput,
  RetriageJobTicketPage,
  Threshold,
  ThresholdInput,
  ThresholdList,
  TicketCategory,
  TriageUsage,
} from './api-types';

/** API client for triage thresholds, trained models and re-triage jobs. */
@Injectable({ providedIn: 'root' })
export class TriageApi {
  private readonly api = inject(Api);

  listThresholds(): Promise<ThresholdList> {
    return this.api.invoke(thresholdsList);
  }
  setThreshold(category: TicketCategory, body: ThresholdInput): Promise<Threshold> {
    return this.api.invoke(thresholdsSet, { category, body });
  }

  /** Usage of the last 30 days and of today's budget. */
  getUsage(): Promise<TriageUsage> {
    return this.api.invoke(usageRead, {});
  }

  listModels(): Promise<TrainedModelList> {
    return this.api.invoke(modelsList);
  }
  /** Answers with the list of models if training takes longer, and continues. */
  train(): Promise<TrainedModel | TrainedModelList> {
    return this.api.invoke(modelsLearn);
  }
  /** @param id trained model; null is the bundled model */
  replay(id: number | null): Promise<Replay> {
    return this.api.invoke(modelsReplay, { body: { id } });
  }
  activate(id: number | null, force: boolean): Promise<Replay> {
    return this.api.invoke(modelsActivate, { body: { id, insist: force } });
  }

  approve(id: number): Promise<TrainedModel> {
    return this.api.invoke(modelsApprove, { id });
  }
  reject(id: number): Promise<TrainedModel> {
    return this.api.invoke(modelsReject, { id });
  }

  async listJobs(): Promise<RetriageJob[]> {
    return (await this.api.invoke(runsList)).results;
  }
  createJob(body: RetriageJobInput): Promise<RetriageJobDetail> {
    return this.api.invoke(runsCreate, { body });
  }
  getJob(id: number): Promise<RetriageJobDetail> {
    return this.api.invoke(runsGet, { id });
  }
  listJobTickets(id: number, page: { limit: number; cursor?: string }): Promise<RetriageJobTicketPage> {
    return this.api.invoke(runsTickets, { id, ...page });
  }
  pauseJob(id: number, paused: boolean): Promise<RetriageJobDetail> {
    return this.api.invoke(runsPause, { id, body: { paused } });
  }
  applyJob(id: number): Promise<RetriageJobDetail> {
    return this.api.invoke(runsApply, { id });
  }
  undoJob(id: number): Promise<RetriageJobDetail> {
    return this.api.invoke(runsUndo, { id });
  }
  discardJob(id: number): Promise<void> {
    return this.api.invoke(runsDiscard, { id });
  }
}
