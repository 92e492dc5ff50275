import { Component, inject } from '@angular/core';
import { Session } from '../../../core/session';
import { LocalModels } from './local-models';
import { Runs } from './runs';
import { Thresholds } from './thresholds';

/** How sure triage must be, which model answers, and what it is asked about again. */
@Component({
  selector: 'tiq-triage-settings',
  imports: [LocalModels, Runs, Thresholds],
  host: { class: 'contents' },
  template: `<tiq-thresholds />
    @if (session.isAdmin()) {
      <tiq-local-models />
      <tiq-runs />
    }`,
})
export default class TriageSettings {
  protected readonly session = inject(Session);
}
