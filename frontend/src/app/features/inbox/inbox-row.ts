import { Component, computed, ElementRef, inject, input, output, viewChild } from '@angular/core';
import { Ticket } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { Avatar } from '../../shared/avatar';
import { CategoryBadge, PriorityBadge, StatusBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { DraftMark } from '../../shared/draft-mark';
import { ReplyMark } from '../../shared/reply-mark';
import { mayAccept, SuggestionMark } from '../../shared/suggestion-signs';
import { isMachines } from '../../shared/ticket-terms';
import { age, exactTime } from '../../shared/time-words';
import { Marked } from '../../shared/marked';

@Component({
  selector: 'tiq-inbox-row',
  imports: [
    Avatar,
    CategoryBadge,
    PriorityBadge,
    StatusBadge,
    DraftMark,
    ReplyMark,
    SuggestionMark,
    Icon,
    Marked,
  ],
  templateUrl: './inbox-row.html',
  host: { class: 'block' },
})
export class InboxRow {
  private readonly clock = inject(Clock);
  readonly ticket = input.required<Ticket>();
  readonly current = input(false);
  readonly selected = input(false);
  /** A change of it was just taken back. */
  readonly refused = input(false);
  readonly go = output<void>();
  readonly open = output<void>();
  readonly pick = output<void>();
  readonly pickRange = output<void>();
  readonly accept = output<void>();
  readonly reach = output<void>();
  readonly pickTag = output<string>();

  private readonly link = viewChild.required<ElementRef<HTMLAnchorElement>>('link');
  protected readonly machine = computed(() => isMachines(this.ticket().triage.state));
  protected readonly mayAccept = computed(() => mayAccept(this.ticket()));
  protected readonly age = computed(() => age(this.ticket().created_at, this.clock.now()));
  protected readonly exact = computed(() => exactTime(this.ticket().created_at));
  protected readonly requester = computed(
    () => this.ticket().requester?.name || this.ticket().requester?.email || '',
  );
  protected readonly selectLabel = computed(() => $localize`Select #${this.ticket().id}:id:`);
  protected readonly acceptHint = computed(() => {
    const { confidence } = this.ticket().triage;
    if (confidence === null) return $localize`Accept suggestion (e)`;
    return $localize`Accept suggestion, ${Math.round(confidence * 100)}:percent:% confidence (e)`;
  });

  protected tagLabel(tag: string): string {
    return $localize`Filter by tag ${tag}:tag:`;
  }

  focus(): void {
    this.link().nativeElement.focus({ preventScroll: true });
  }

  /** What opens in a new tab is the browser's; everything else is decided by the inbox. */
  protected onClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // By the keyboard, as Enter does it, or by a screen reader: no pointer was pressed.
    if (event.detail === 0) this.open.emit();
    else if (event.shiftKey) this.pickRange.emit();
    else this.go.emit();
  }
  protected choose(event: MouseEvent): void {
    if (event.shiftKey) this.pickRange.emit();
    else this.pick.emit();
  }
  /** With Shift the browser would select the text between two clicks. */
  protected keepText(event: MouseEvent): void {
    if (event.shiftKey) event.preventDefault();
  }
  /** The button goes once it is pressed; the keys stay at the row. */
  protected take(): void {
    this.focus();
    this.accept.emit();
  }
}
