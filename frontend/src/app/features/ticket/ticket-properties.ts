import { NgTemplateOutlet } from '@angular/common';
import { Component, computed, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Ticket, TicketCategory, TicketPriority } from '../../core/api-types';
import { AgentSelect } from '../../shared/agent-select';
import { Icon } from '../../shared/icon';
import { tagsIn } from '../../shared/ticket-draft';
import { faultOfTags } from '../../shared/text-limits';
import { categories, categoryNames, isMachines, priorities, priorityNames } from '../../shared/ticket-terms';
import { duration, exactTime } from '../../shared/time-words';
import { RequesterField } from './requester-field';
import { TicketStore } from './ticket-store';

@Component({
  selector: 'tiq-ticket-properties',
  imports: [AgentSelect, Icon, NgTemplateOutlet, RequesterField, RouterLink],
  host: { class: 'block' },
  templateUrl: './ticket-properties.html',
})
export class TicketProperties {
  readonly ticket = input.required<Ticket>();
  protected readonly store = inject(TicketStore);
  private readonly category = viewChild.required<ElementRef<HTMLSelectElement>>('category');
  private readonly tagBox = viewChild.required<ElementRef<HTMLInputElement>>('tag');
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;
  protected readonly exact = exactTime;
  protected readonly machine = computed(() => isMachines(this.ticket().triage.state));
  protected readonly firstResponse = computed(() => this.since(this.ticket().first_response_at));
  protected readonly resolution = computed(() => this.since(this.ticket().resolved_at));

  protected readonly tagFault = signal<string | null>(null);
  protected readonly removeName = (tag: string) => $localize`Remove tag ${tag}:tag:`;

  focusTag(): void {
    this.tagBox().nativeElement.focus();
  }
  focus(): void {
    this.category().nativeElement.focus();
  }
  protected choose(category: string): void {
    void this.store.change({ category: category as TicketCategory });
  }
  protected rank(priority: string): void {
    void this.store.change({ priority: priority as TicketPriority });
  }
  protected assign(assignee: Ticket['assignee']): void {
    void this.store.change({ assignee_id: assignee?.id ?? null }, { assignee });
  }
  /** Tags that exceed a limit stay in the box, with the error. */
  protected addTag(box: HTMLInputElement): void {
    const before = this.ticket().tags;
    const tags = [...new Set([...before, ...tagsIn(box.value.toLowerCase())])];
    this.tagFault.set(faultOfTags(tags));
    if (this.tagFault()) return;
    box.value = '';
    if (tags.length > before.length) void this.store.change({ tags });
  }
  protected dropTag(tag: string): void {
    void this.store.change({ tags: this.ticket().tags.filter((each) => each !== tag) });
  }

  /** A change that was taken back is seen where it was made. */
  protected marked(field: string): string {
    return this.store.takenBack().has(field) ? 'ring-2 ring-critical' : '';
  }

  private since(iso: string | null): string | null {
    if (!iso) return null;
    const time = duration((Date.parse(iso) - Date.parse(this.ticket().created_at)) / 1000);
    return $localize`after ${time}:time:`;
  }
}
