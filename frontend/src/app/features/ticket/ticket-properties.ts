import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TeamsStore } from '../../core/teams-store';
import { Ticket, TicketCategory, TicketPriority, TicketStatus } from '../../core/api-types';
import { Clock } from '../../core/clock';
import { TopicsStore } from '../../core/topics-store';
import { AgentSelect } from '../../shared/agent-select';
import { Icon } from '../../shared/icon';
import { parseTags } from '../../shared/ticket-draft';
import { validateTags } from '../../shared/text-limits';
import { canTransition } from '../../shared/status-transitions';
import { currentTime, isSnoozed, TimeField } from '../../shared/ticket-times';
import { TimePicker } from '../../shared/time-dialog';
import {
  categories,
  categoryNames,
  isResolved,
  isUndecided,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../core/ticket-labels';
import { formatDuration, formatDateTime } from '../../shared/time-format';
import { TopicSelect } from '../../shared/topic-select';
import { RequesterField } from './requester-field';
import { TicketStore } from './ticket-store';
import { Badge } from '../../shared/badge';
import { ShortcutTitle } from '../../shared/shortcut-hint';

@Component({
  selector: 'tiq-ticket-properties',
  imports: [
    AgentSelect,
    Badge,
    Icon,
    NgTemplateOutlet,
    RequesterField,
    RouterLink,
    ShortcutTitle,
    TopicSelect,
  ],
  host: { class: 'block' },
  templateUrl: './ticket-properties.html',
})
export class TicketProperties {
  readonly ticket = input.required<Ticket>();
  protected readonly store = inject(TicketStore);
  protected readonly teams = inject(TeamsStore);
  /** Emits the chosen status. */
  readonly statusChange = output<TicketStatus>();
  private readonly times = inject(TimePicker);
  private readonly clock = inject(Clock);
  private readonly status = viewChild.required<ElementRef<HTMLSelectElement>>('status');
  private readonly agentSelect = viewChild.required(AgentSelect);
  private readonly category = viewChild.required<ElementRef<HTMLSelectElement>>('category');
  private readonly tagBox = viewChild.required<ElementRef<HTMLInputElement>>('tag');
  private readonly topics = inject(TopicsStore);
  private readonly topicSelect = viewChild(TopicSelect);
  /** Teams without topics don't see the field. */
  protected readonly hasTopics = computed(() => this.topics.active().length > 0 || !!this.ticket().topic);
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;
  protected readonly formatDateTime = formatDateTime;
  protected readonly undecided = computed(() => isUndecided(this.ticket().triage.state));
  protected readonly statusChoices = computed(() => {
    const { status } = this.ticket();
    return statuses.filter((each) => each === status || canTransition(status, each));
  });
  protected readonly statusNames = statusNames;
  protected readonly snoozedUntil = computed(() =>
    isSnoozed(this.ticket(), this.clock.now()) ? formatDateTime(this.ticket().snoozed_until!) : null,
  );
  protected readonly dueAt = computed(() => {
    const { due_at } = this.ticket();
    return due_at && formatDateTime(due_at);
  });
  protected readonly overdue = computed(
    () => !isResolved(this.ticket().status) && Date.parse(this.ticket().due_at ?? '') <= this.clock.now(),
  );
  protected readonly firstResponse = computed(() => this.timeAfterCreation(this.ticket().first_response_at));
  protected readonly resolution = computed(() => this.timeAfterCreation(this.ticket().resolved_at));

  protected readonly tagError = signal<string | null>(null);
  protected readonly removeTagLabel = (tag: string) => $localize`Remove tag ${tag}:tag:`;

  constructor() {
    void this.teams.load();
    void this.topics.load();
  }

  focusStatus(): void {
    this.status().nativeElement.focus();
  }
  focusAssignee(): void {
    this.agentSelect().focus();
  }
  async pickTime(field: TimeField): Promise<void> {
    const time = await this.times.pick(field, currentTime(this.ticket(), field));
    if (time !== undefined) await this.store.update({ [field]: time });
  }
  focusTag(): void {
    this.tagBox().nativeElement.focus();
  }
  focus(): void {
    this.category().nativeElement.focus();
  }
  protected setStatus(status: string): void {
    this.statusChange.emit(status as TicketStatus);
  }
  focusTopic(): void {
    this.topicSelect()?.focus();
  }
  protected setTopic(topic: Ticket['topic']): void {
    void this.store.update({ topic_id: topic?.id ?? null });
  }
  protected setCategory(category: string): void {
    void this.store.update({ category: category as TicketCategory });
  }
  protected setPriority(priority: string): void {
    void this.store.update({ priority: priority as TicketPriority });
  }
  protected setTeam(id: string): void {
    void this.store.update({ team_id: Number(id) });
  }
  protected assign(assignee: Ticket['assignee']): void {
    void this.store.update({ assignee_id: assignee?.id ?? null }, { assignee });
  }
  /** Tags over a limit stay in the input, with the error. */
  protected addTag(box: HTMLInputElement): void {
    const before = this.ticket().tags;
    const tags = [...new Set([...before, ...parseTags(box.value.toLowerCase())])];
    this.tagError.set(validateTags(tags));
    if (this.tagError()) return;
    box.value = '';
    if (tags.length > before.length) void this.store.update({ tags });
  }
  protected removeTag(tag: string): void {
    void this.store.update({ tags: this.ticket().tags.filter((value) => value !== tag) });
  }

  /** Highlights fields whose change was reverted. */
  protected revertedClass(field: string): string {
    return this.store.revertedFields().has(field) ? 'ring-2 ring-critical' : '';
  }

  private timeAfterCreation(iso: string | null): string | null {
    if (!iso) return null;
    const time = formatDuration((Date.parse(iso) - Date.parse(this.ticket().created_at)) / 1000);
    return $localize`after ${time}:time:`;
  }
}
