import { Component, inject } from '@angular/core';
import { Session } from '../../../core/session';
import { LocalModels } from './local-models';
import { Runs } from './runs';
import { Thresholds } from './thresholds';
import { Usage } from './usage';

/** How sure triage must be, which model answers, what it is asked about again, and what the answers cost. */
@Component({
  selector: 'tiq-triage-settings',
  imports: [LocalModels, Runs, Thresholds, Usage],
  host: { class: 'contents' },
  template: `<tiq-thresholds />
    @if (session.can('triage.manage')) {
      <tiq-local-models />
      <tiq-runs />
      <tiq-usage />
    }`,
})
export default class TriageSettings {
  protected readonly session = inject(Session);
}
