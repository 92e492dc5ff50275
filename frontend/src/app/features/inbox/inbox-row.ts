import { Component, computed, ElementRef, inject, input, output, viewChild } from '@angular/core';
import { Ticket } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { TeamsStore } from '../../core/teams-store';
import { Avatar } from '../../shared/avatar';
import { CategoryBadge, PriorityBadge, StatusBadge, TopicBadge } from '../../shared/badges';
import { Icon } from '../../shared/icon';
import { DraftBadge } from '../../shared/draft-badge';
import { ReplyBadge } from '../../shared/reply-badge';
import { canAccept, SuggestionStatusBadge } from '../../shared/suggestion-status';
import { isUndecided } from '../../core/ticket-labels';
import { TimeBadges } from '../../shared/time-badges';
import { formatAge, formatDateTime } from '../../shared/time-format';
import { Highlight } from '../../shared/highlight';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';
import { INBOX_COLUMNS } from './inbox-columns';
import { formatActivity } from './inbox-labels';
import { ShortcutKey, ShortcutTitle } from '../../shared/shortcut-hint';

@Component({
  selector: 'tiq-inbox-row',
  imports: [
    Avatar,
    Badge,
    Button,
    CategoryBadge,
    TopicBadge,
    DraftBadge,
    Highlight,
    Icon,
    PriorityBadge,
    ReplyBadge,
    ShortcutKey,
    ShortcutTitle,
    StatusBadge,
    SuggestionStatusBadge,
    TimeBadges,
  ],
  templateUrl: './inbox-row.html',
  host: { class: 'block' },
})
export class InboxRow {
  private readonly clock = inject(Clock);
  protected readonly teams = inject(TeamsStore);
  readonly ticket = input.required<Ticket>();
  readonly current = input(false);
  readonly selected = input(false);
  /** Whether the list is sorted by creation, whose time is shown then. */
  readonly byCreation = input(true);
  /** Whether a change of the ticket was just reverted. */
  readonly reverted = input(false);
  readonly activate = output<void>();
  readonly opened = output<void>();
  readonly toggleSelected = output<void>();
  readonly selectRange = output<void>();
  readonly accept = output<void>();
  readonly focused = output<void>();
  readonly tagSelected = output<string>();

  private readonly link = viewChild.required<ElementRef<HTMLAnchorElement>>('link');
  protected readonly undecided = computed(() => isUndecided(this.ticket().triage.state));
  protected readonly canAccept = computed(() => canAccept(this.ticket()));
  protected readonly age = computed(() => formatAge(this.ticket().created_at, this.clock.now()));
  protected readonly createdAt = computed(() => formatDateTime(this.ticket().created_at));
  protected readonly columns = INBOX_COLUMNS;
  protected readonly lastMessage = computed(() => this.ticket().last_message);
  protected readonly lastAt = computed(() => this.lastMessage()?.at ?? this.ticket().created_at);
  protected readonly lastAge = computed(() => formatAge(this.lastAt(), this.clock.now()));
  protected readonly activity = computed(() => formatActivity(this.ticket()));
  protected readonly requester = computed(
    () => this.ticket().requester?.name || this.ticket().requester?.email || '',
  );
  protected readonly selectLabel = computed(() => $localize`Select #${this.ticket().id}:id:`);
  protected readonly acceptTitle = computed(() => {
    const { confidence } = this.ticket().triage;
    if (confidence === null) return $localize`Accept suggestion`;
    return $localize`Accept suggestion, ${Math.round(confidence * 100)}:percent:% confidence`;
  });

  protected tagLabel(tag: string): string {
    return $localize`Filter by tag ${tag}:tag:`;
  }

  focus(): void {
    this.link().nativeElement.focus({ preventScroll: true });
  }

  /** Leaves modified clicks to the browser, which opens a new tab. */
  protected onClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    // Activated by keyboard or a screen reader.
    if (event.detail === 0) this.opened.emit();
    else if (event.shiftKey) this.selectRange.emit();
    else this.activate.emit();
  }
  protected onCheckboxClick(event: MouseEvent): void {
    if (event.shiftKey) this.selectRange.emit();
    else this.toggleSelected.emit();
  }
  /** A Shift-click would select text between the rows. */
  protected preventTextSelection(event: MouseEvent): void {
    if (event.shiftKey) event.preventDefault();
  }
  /** Keeps the focus in the row, because the button is removed. */
  protected acceptSuggestion(): void {
    this.focus();
    this.accept.emit();
  }
}
