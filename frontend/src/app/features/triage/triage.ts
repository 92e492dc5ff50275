import { Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Clock } from '../../core/clock';
import { LastInbox } from '../../core/last-inbox';
import { Shortcuts, useShortcuts } from '../../core/shortcuts';
import { hasEvidence, standingEvidence } from '../../shared/evidence';
import { Evidence, EvidenceLegend } from '../../shared/evidence-text';
import { Icon } from '../../shared/icon';
import { LinkedText } from '../../shared/linked-text';
import { Failure, Notice } from '../../shared/notice';
import { isUnreadable } from '../../shared/suggestion-signs';
import { categoryNames, priorityNames } from '../../shared/ticket-terms';
import { ago, exactTime } from '../../shared/time-words';
import { count } from '../../shared/total-words';
import { Chosen, TriageChoices } from './triage-choices';
import { isDecided } from './triage-queue';
import { TriageStore } from './triage-store';
import { announcement, categoryKeys, priorityKeys } from './triage-words';

/** One suggestion after another, one key for each: the fastest way through a full queue. */
@Component({
  selector: 'tiq-triage',
  imports: [Evidence, EvidenceLegend, Failure, Icon, LinkedText, Notice, RouterLink, TriageChoices],
  providers: [TriageStore],
  host: { class: 'block', '(document:keydown)': 'onKey($event)' },
  templateUrl: './triage.html',
})
export default class Triage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly shortcuts = inject(Shortcuts);
  private readonly card = viewChild<ElementRef<HTMLElement>>('card');
  protected readonly inbox = inject(LastInbox);
  protected readonly store = inject(TriageStore);
  protected readonly queue = this.store.queue;
  protected readonly count = count;
  protected readonly exact = exactTime;
  protected readonly ago = (iso: string) => ago(iso, this.clock.now());
  protected readonly isDecided = isDecided;
  protected readonly hasEvidence = hasEvidence;
  protected readonly evidence = computed(() => standingEvidence(this.queue.shown()!.ticket));
  /** There is nothing to accept: both fields have to be chosen. */
  protected readonly toBeRead = computed(() => {
    const { ticket, state, choice } = this.queue.shown()!;
    return isUnreadable(ticket) && !choice && (state === 'waiting' || state === 'skipped');
  });
  protected readonly said = computed(() => {
    const shown = this.queue.shown();
    return shown ? announcement(shown) : '';
  });
  protected readonly average = computed(() => {
    const seconds = this.queue.averageSeconds();
    return seconds === null ? null : seconds.toFixed(1);
  });
  protected readonly nowInWords = computed(() => {
    const { priority, category } = this.queue.shown()!.ticket;
    return $localize`It is now ${priorityNames[priority]}:priority:, ${categoryNames[category]}:category:.`;
  });

  constructor() {
    useShortcuts([
      { key: 'e', does: $localize`Accept and next`, run: () => this.accept() },
      { key: 'Enter', does: $localize`Accept and next`, run: () => this.accept() },
      ...priorityKeys.map(({ key, value }) => ({
        key,
        does: $localize`Set ${priorityNames[value]}:priority: and next (Shift: stay)`,
        run: () => this.choose({ choice: { priority: value }, stay: false }),
      })),
      ...categoryKeys.map(({ key, value }) => ({
        key,
        does: $localize`Set ${categoryNames[value]}:category: and next (Shift: stay)`,
        run: () => this.choose({ choice: { category: value }, stay: false }),
      })),
      ...['j', 's'].map((key) => ({ key, does: $localize`Skip`, run: () => this.skip() })),
      ...['k', 'u'].map((key) => ({ key, does: $localize`Previous`, run: () => this.back() })),
      { key: 'o', does: $localize`Open ticket`, run: () => this.open() },
      { key: 'Escape', does: $localize`Go to inbox`, run: () => this.leave() },
    ]);
  }

  /** The keys that a name alone does not tell: Space belongs to buttons, and Shift makes another sign of a digit. */
  protected onKey(event: KeyboardEvent): void {
    if (!this.shortcuts.accepts(event)) return;
    const target = event.target as Element | null;
    if (event.key === ' ' && !target?.closest('a, button, summary')) {
      event.preventDefault();
      return this.accept();
    }
    const digit = event.shiftKey ? /^Digit([1-8])$/.exec(event.code)?.[1] : undefined;
    const priority = priorityKeys.find((each) => each.key === digit)?.value;
    const category = categoryKeys.find((each) => each.key === digit)?.value;
    if (priority) this.choose({ choice: { priority }, stay: true });
    if (category) this.choose({ choice: { category }, stay: true });
    if (digit) event.preventDefault();
  }

  protected accept(): void {
    this.store.accept();
    this.toTheTop();
  }
  protected choose({ choice, stay }: Chosen): void {
    const before = this.queue.shown();
    this.store.decide(choice, stay);
    if (this.queue.shown()?.ticket.id !== before?.ticket.id) this.toTheTop();
  }
  protected skip(): void {
    this.queue.skip();
    this.toTheTop();
  }
  protected back(): void {
    this.queue.back();
    this.toTheTop();
  }
  protected open(): void {
    const shown = this.queue.shown();
    if (shown) void this.router.navigate(['/tickets', shown.ticket.id]);
  }
  private leave(): void {
    void this.router.navigate(['/inbox'], { queryParams: this.inbox.params() });
  }
  /** Away from the button that was pressed: Space and Enter are the next ticket's. */
  private toTheTop(): void {
    this.card()?.nativeElement.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
}
