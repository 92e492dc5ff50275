import { Component, inject, signal } from '@angular/core';
import { RetriageJob } from '../../../core/api-types';
import { Clock } from '../../../core/clock';
import { Toasts } from '../../../core/toasts';
import { Icon } from '../../../shared/icon';
import { ErrorNotice, Notice } from '../../../shared/notice';
import { triageSourceNames } from '../../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../../shared/time-format';
import { formatCount } from '../../../shared/number-format';
import { RetriageForm } from './retriage-form';
import { RetriageJobDetails } from './retriage-job-details';
import { formatRetriageFilter, jobStateNames } from './retriage-labels';
import { RetriageStore } from './retriage-store';
import { Badge } from '../../../shared/badge';
import { Button } from '../../../shared/button';

/** Re-triage jobs: changes are previewed before they are applied, and can be undone. */
@Component({
  selector: 'tiq-retriage-jobs',
  imports: [Badge, Button, ErrorNotice, Icon, Notice, RetriageForm, RetriageJobDetails],
  providers: [RetriageStore],
  host: { class: 'block' },
  templateUrl: './retriage-jobs.html',
})
export class RetriageJobs {
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  protected readonly store = inject(RetriageStore);
  protected readonly formOpen = signal(false);
  protected readonly formatCount = formatCount;
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly formatFilter = formatRetriageFilter;
  protected readonly stateNames = jobStateNames;
  protected readonly sourceNames = triageSourceNames;

  constructor() {
    void this.store.load();
  }

  protected async toggle({ id }: RetriageJob): Promise<void> {
    if (this.store.openJob()?.id === id) return this.store.hide();
    try {
      await this.store.show(id);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load the run`, error);
    }
  }
}
