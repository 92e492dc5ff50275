import { Component, inject } from '@angular/core';
import { Session } from '../../../core/session';
import { LocalModels } from './local-models';
import { RetriageJobs } from './retriage-jobs';
import { Thresholds } from './thresholds';
import { ModelUsage } from './model-usage';

/** Triage settings: thresholds, models, re-triage jobs and usage. */
@Component({
  selector: 'tiq-triage-settings-page',
  imports: [LocalModels, RetriageJobs, Thresholds, ModelUsage],
  host: { class: 'contents' },
  template: `<tiq-thresholds />
    @if (session.can('triage.manage')) {
      <tiq-local-models />
      <tiq-retriage-jobs />
      <tiq-model-usage />
    }`,
})
export default class TriageSettingsPage {
  protected readonly session = inject(Session);
}
