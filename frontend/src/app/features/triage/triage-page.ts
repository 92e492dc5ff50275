import { Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { Clock } from '../../core/clock';
import { LastInboxQuery } from '../../core/last-inbox-query';
import { Shortcuts, useShortcuts } from '../../core/shortcuts';
import { hasEvidence, activeEvidence } from '../../shared/evidence';
import { EvidenceText, EvidenceLegend } from '../../shared/evidence-text';
import { TopicBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { LinkedText } from '../../shared/linked-text';
import { ErrorNotice, Notice } from '../../shared/notice';
import { isAbstained } from '../../shared/suggestion-status';
import { categoryNames, priorityNames } from '../../core/ticket-labels';
import { formatRelativeTime, formatDateTime } from '../../shared/time-format';
import { formatCount } from '../../shared/number-format';
import { TriageSelection, TriageOptions } from './triage-options';
import { isDecided } from './triage-queue';
import { TriageStore } from './triage-store';
import { formatAnnouncement, CATEGORY_KEYS, PRIORITY_KEYS } from './triage-labels';
import { Button } from '../../shared/button';
import { ShortcutKey, ShortcutTitle } from '../../shared/shortcut-hint';

/** Reviews suggestions one after another with single keys. */
@Component({
  selector: 'tiq-triage-page',
  imports: [
    Button,
    ErrorNotice,
    EvidenceLegend,
    EvidenceText,
    Icon,
    LinkedText,
    Notice,
    RouterLink,
    ShortcutKey,
    ShortcutTitle,
    TriageOptions,
    TopicBadge,
  ],
  providers: [TriageStore],
  host: { class: 'block', '(document:keydown)': 'onKeydown($event)' },
  templateUrl: './triage-page.html',
})
export default class TriagePage {
  private readonly router = inject(Router);
  private readonly clock = inject(Clock);
  private readonly shortcuts = inject(Shortcuts);
  private readonly card = viewChild<ElementRef<HTMLElement>>('card');
  protected readonly lastInboxQuery = inject(LastInboxQuery);
  protected readonly store = inject(TriageStore);
  protected readonly queue = this.store.queue;
  protected readonly formatCount = formatCount;
  protected readonly formatDateTime = formatDateTime;
  protected readonly formatRelativeTime = (iso: string) => formatRelativeTime(iso, this.clock.now());
  protected readonly isDecided = isDecided;
  protected readonly hasEvidence = hasEvidence;
  protected readonly evidence = computed(() => activeEvidence(this.queue.current()!.ticket));
  /** Without a suggestion, both fields have to be chosen. */
  protected readonly needsManualDecision = computed(() => {
    const { ticket, state, decision } = this.queue.current()!;
    return isAbstained(ticket) && !decision && (state === 'waiting' || state === 'skipped');
  });
  protected readonly announcement = computed(() => {
    const entry = this.queue.current();
    return entry ? formatAnnouncement(entry) : '';
  });
  protected readonly average = computed(() => {
    const seconds = this.queue.averageSeconds();
    return seconds === null ? null : seconds.toFixed(1);
  });
  protected readonly currentLabels = computed(() => {
    const { priority, category } = this.queue.current()!.ticket;
    return $localize`It is now ${priorityNames[priority]}:priority:, ${categoryNames[category]}:category:.`;
  });

  constructor() {
    useShortcuts([
      { key: 'e', label: $localize`Accept and next`, run: () => this.accept() },
      { key: 'Enter', label: $localize`Accept and next`, run: () => this.accept() },
      ...PRIORITY_KEYS.map(({ key, value }) => ({
        key,
        label: $localize`Set ${priorityNames[value]}:priority: and next (Shift: stay)`,
        run: () => this.select({ decision: { priority: value }, stay: false }),
      })),
      ...CATEGORY_KEYS.map(({ key, value }) => ({
        key,
        label: $localize`Set ${categoryNames[value]}:category: and next (Shift: stay)`,
        run: () => this.select({ decision: { category: value }, stay: false }),
      })),
      ...['j', 's'].map((key) => ({ key, label: $localize`Skip`, run: () => this.skip() })),
      ...['k', 'u'].map((key) => ({ key, label: $localize`Previous`, run: () => this.back() })),
      { key: 'o', label: $localize`Open ticket`, run: () => this.open() },
      { key: 'Escape', label: $localize`Go to inbox`, run: () => this.leave() },
    ]);
  }

  /** Handles keys that depend on more than `key`: Space on buttons, and digits with Shift. */
  protected onKeydown(event: KeyboardEvent): void {
    if (!this.shortcuts.accepts(event)) return;
    const target = event.target as Element | null;
    if (event.key === ' ' && !target?.closest('a, button, summary')) {
      event.preventDefault();
      return this.accept();
    }
    const digit = event.shiftKey ? /^Digit([1-8])$/.exec(event.code)?.[1] : undefined;
    const priority = PRIORITY_KEYS.find((option) => option.key === digit)?.value;
    const category = CATEGORY_KEYS.find((option) => option.key === digit)?.value;
    if (priority) this.select({ decision: { priority }, stay: true });
    if (category) this.select({ decision: { category }, stay: true });
    if (digit) event.preventDefault();
  }

  protected accept(): void {
    this.store.accept();
    this.scrollToTop();
  }
  protected select({ decision, stay }: TriageSelection): void {
    const before = this.queue.current();
    this.store.decide(decision, stay);
    if (this.queue.current()?.ticket.id !== before?.ticket.id) this.scrollToTop();
  }
  protected skip(): void {
    this.queue.skip();
    this.scrollToTop();
  }
  protected back(): void {
    this.queue.back();
    this.scrollToTop();
  }
  protected open(): void {
    const entry = this.queue.current();
    if (entry) void this.router.navigate(['/tickets', entry.ticket.id]);
  }
  private leave(): void {
    void this.router.navigate(['/inbox'], { queryParams: this.lastInboxQuery.params() });
  }
  /** Moves the focus from the pressed button, so that Space and Enter apply to the next ticket. */
  private scrollToTop(): void {
    this.card()?.nativeElement.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }
}
