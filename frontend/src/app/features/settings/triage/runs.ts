import { Component, inject, signal } from '@angular/core';
import { Run } from '../../../core/api-types';
import { Clock } from '../../../core/clock';
import { Toasts } from '../../../core/toasts';
import { Icon } from '../../../shared/icon';
import { Failure, Notice } from '../../../shared/notice';
import { triageSourceNames } from '../../../shared/ticket-terms';
import { ago, exactTime } from '../../../shared/time-words';
import { count } from '../../../shared/total-words';
import { RunForm } from './run-form';
import { RunView } from './run-view';
import { filterInWords, runStateNames } from './run-words';
import { RunsStore } from './runs-store';

/** Asking again about many tickets: what would change is seen before anything does, and can be undone. */
@Component({
  selector: 'tiq-runs',
  imports: [Failure, Icon, Notice, RunForm, RunView],
  providers: [RunsStore],
  host: { class: 'block' },
  templateUrl: './runs.html',
})
export class Runs {
  private readonly toasts = inject(Toasts);
  private readonly clock = inject(Clock);
  protected readonly store = inject(RunsStore);
  protected readonly asking = signal(false);
  protected readonly count = count;
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly filter = filterInWords;
  protected readonly stateNames = runStateNames;
  protected readonly sourceNames = triageSourceNames;

  constructor() {
    void this.store.load();
  }

  protected async toggle({ id }: Run): Promise<void> {
    if (this.store.open()?.id === id) return this.store.hide();
    try {
      await this.store.show(id);
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load the run`, error);
    }
  }
}
