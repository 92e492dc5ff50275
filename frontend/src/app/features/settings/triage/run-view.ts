import { Component, computed, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { RunDetail, TicketCategory, TicketPriority } from '../../../core/api-types';
import { Toasts } from '../../../core/toasts';
import { ConfirmButton } from '../../../shared/confirm-button';
import { Icon } from '../../../shared/icon';
import { categoryNames, priorityNames } from '../../../shared/ticket-terms';
import { count } from '../../../shared/total-words';
import {
  dollars,
  isUnderWay,
  outcomeInWords,
  progressOf,
  runTicketStateNames,
  ticketsInWords,
} from './run-words';
import { RunsStore } from './runs-store';

/** One run: how far it is, what it changes, and what can be done with it. */
@Component({
  selector: 'tiq-run-view',
  imports: [ConfirmButton, Icon, RouterLink],
  host: { class: 'block' },
  templateUrl: './run-view.html',
})
export class RunView {
  readonly run = input.required<RunDetail>();
  private readonly toasts = inject(Toasts);
  protected readonly store = inject(RunsStore);
  protected readonly acting = signal(false);
  protected readonly count = count;
  protected readonly stateNames = runTicketStateNames;
  protected readonly underWay = computed(() => isUnderWay(this.run().state));
  protected readonly progress = computed(() => progressOf(this.run()));
  protected readonly outcome = computed(() => outcomeInWords(this.run()));
  protected readonly cost = computed(() => (this.run().cost_usd ? dollars(this.run().cost_usd) : null));
  protected readonly progressName = computed(() => $localize`Progress of run ${this.run().id}:id:`);
  protected readonly percent = (confidence: number) => Math.round(confidence * 100);
  protected readonly applyQuestion = computed(
    () => $localize`Update ${ticketsInWords(this.run().proposed)}:tickets:?`,
  );
  /** What has changed nothing, or does so no longer, can be forgotten. */
  protected readonly mayDiscard = computed(() =>
    ['previewing', 'previewed', 'undone'].includes(this.run().state),
  );

  protected inWords({ category, priority }: { category: TicketCategory; priority: TicketPriority }): string {
    return `${categoryNames[category]}, ${priorityNames[priority]}`;
  }
  protected pause(): Promise<void> {
    const { id, paused } = this.run();
    return this.act(() => this.store.pause(id, !paused));
  }
  protected apply(): Promise<void> {
    return this.act(() => this.store.apply(this.run().id));
  }
  protected undo(): Promise<void> {
    return this.act(() => this.store.undo(this.run().id));
  }
  protected discard(): Promise<void> {
    return this.act(() => this.store.discard(this.run().id));
  }
  protected async more(): Promise<void> {
    try {
      await this.store.more();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t load more`, error, () => void this.more());
    }
  }

  private async act(deed: () => Promise<void>): Promise<void> {
    if (this.acting()) return;
    this.acting.set(true);
    try {
      await deed();
    } catch (error) {
      this.toasts.failure($localize`Couldn’t update run ${this.run().id}:id:`, error);
    } finally {
      this.acting.set(false);
    }
  }
}
