import { Component, computed, inject, input, output, signal } from '@angular/core';
import { AgentsStore } from '../../core/agents-store';
import { MessageChanges } from '../../core/api-types';
import {
  categories,
  categoryNames,
  priorities,
  priorityNames,
  statuses,
  statusNames,
} from '../../core/ticket-labels';
import { TopicsStore } from '../../core/topics-store';
import { MessageChangeLabels } from '../../shared/message-changes';
import { validateTags } from '../../shared/text-limits';
import { parseTags } from '../../shared/ticket-draft';

/** Fields for the changes that a canned reply makes on a ticket. An empty field changes nothing. */
@Component({
  selector: 'tiq-message-changes-fields',
  host: { class: 'block' },
  template: `@let value = changes();
    <fieldset>
      <legend i18n class="label">Also change the ticket</legend>
      <div class="grid gap-3 sm:grid-cols-2">
        <div>
          <label i18n class="label" [attr.for]="id() + '-status'">Status</label>
          <select #status class="input" [id]="id() + '-status'" (change)="set('status', status.value)">
            <option i18n value="">No change</option>
            @for (each of statuses; track each) {
              <option [value]="each" [selected]="each === value.status">{{ statusNames[each] }}</option>
            }
          </select>
        </div>
        <div>
          <label i18n class="label" [attr.for]="id() + '-assignee'">Assignee</label>
          <select
            #assignee
            class="input"
            [id]="id() + '-assignee'"
            (change)="set('assignee', assignee.value)"
          >
            <option i18n value="">No change</option>
            <option i18n value="me" [selected]="value.assignee === 'me'">Me (who sends it)</option>
            <option i18n value="none" [selected]="value.assignee === 'none'">Unassigned</option>
            @for (agent of agents.active(); track agent.id) {
              <option [value]="agent.id" [selected]="value.assignee === '' + agent.id">
                {{ agent.name }}
              </option>
            }
            @if (unknownAssignee(); as unknown) {
              <option [value]="unknown" selected>{{ agents.labelOf(+unknown) }}</option>
            }
          </select>
        </div>
        <div>
          <label i18n class="label" [attr.for]="id() + '-priority'">Priority</label>
          <select
            #priority
            class="input"
            [id]="id() + '-priority'"
            (change)="set('priority', priority.value)"
          >
            <option i18n value="">No change</option>
            @for (each of priorities; track each) {
              <option [value]="each" [selected]="each === value.priority">{{ priorityNames[each] }}</option>
            }
          </select>
        </div>
        <div>
          <label i18n class="label" [attr.for]="id() + '-category'">Category</label>
          <select
            #category
            class="input"
            [id]="id() + '-category'"
            [disabled]="value.topic_id !== undefined"
            (change)="set('category', category.value)"
          >
            @if (value.topic_id !== undefined) {
              <option i18n value="" selected>Follows from the topic</option>
            } @else {
              <option i18n value="">No change</option>
            }
            @for (each of categories; track each) {
              <option [value]="each" [selected]="each === value.category">{{ categoryNames[each] }}</option>
            }
          </select>
        </div>
        @if (topicOptions().length) {
          <div>
            <label i18n class="label" [attr.for]="id() + '-topic'">Topic</label>
            <select #topic class="input" [id]="id() + '-topic'" (change)="setTopic(topic.value)">
              <option i18n value="">No change</option>
              @for (each of topicOptions(); track each.id) {
                <option [value]="each.id" [selected]="each.id === value.topic_id">{{ each.name }}</option>
              }
            </select>
          </div>
        }
        <div>
          <label i18n class="label" [attr.for]="id() + '-tags'">Add tags</label>
          <input
            #tags
            class="input"
            autocomplete="off"
            placeholder="Separated by commas"
            i18n-placeholder
            [id]="id() + '-tags'"
            [value]="initialTags()"
            (input)="setTags(tags.value)"
            [attr.aria-invalid]="!!tagError()"
            [attr.aria-describedby]="tagError() ? id() + '-tags-error' : null"
          />
          @if (tagError(); as message) {
            <span class="field-error" role="alert" [id]="id() + '-tags-error'">{{ message }}</span>
          }
        </div>
      </div>
    </fieldset>`,
})
export class MessageChangesFields {
  readonly changes = input.required<MessageChanges>();
  /** Prefix of the ids of the fields. */
  readonly id = input.required<string>();
  /** The tags when the form was opened. */
  readonly initialTags = input('');
  readonly changesChange = output<MessageChanges>();
  protected readonly agents = inject(AgentsStore);
  private readonly topics = inject(TopicsStore);
  protected readonly statuses = statuses;
  protected readonly statusNames = statusNames;
  protected readonly priorities = priorities;
  protected readonly priorityNames = priorityNames;
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;
  readonly tagError = signal<string | null>(null);
  protected readonly topicOptions = computed(() =>
    (this.topics.all() ?? []).filter(({ id, active }) => active || id === this.changes().topic_id),
  );
  /** A former agent, who stays chosen until another one is. */
  protected readonly unknownAssignee = computed(() => {
    const { assignee } = this.changes();
    const isKnown = this.agents.active().some(({ id }) => String(id) === assignee);
    return assignee && !isKnown && /^\d+$/.test(assignee) ? assignee : null;
  });

  constructor() {
    inject(MessageChangeLabels).load();
  }

  protected set(field: 'status' | 'assignee' | 'priority' | 'category', value: string): void {
    const { [field]: _before, ...rest } = this.changes();
    this.changesChange.emit(value ? { ...rest, [field]: value } : rest);
  }
  protected setTopic(id: string): void {
    const { topic_id: _topic, category: _category, ...rest } = this.changes();
    this.changesChange.emit(id ? { ...rest, topic_id: Number(id) } : rest);
  }
  protected setTags(text: string): void {
    const tags = parseTags(text.toLowerCase());
    this.tagError.set(validateTags(tags));
    const { add_tags: _before, ...rest } = this.changes();
    this.changesChange.emit(tags.length ? { ...rest, add_tags: tags } : rest);
  }
}
