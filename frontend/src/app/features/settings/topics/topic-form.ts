import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { ApiProblem, toApiProblem } from '../../../core/api-problem';
import { TicketCategory } from '../../../core/api-types';
import { categories, categoryNames } from '../../../core/ticket-labels';
import { Topic, TopicsStore } from '../../../core/topics-store';
import { trackUnsavedChanges } from '../../../core/unsaved-changes';
import { Button } from '../../../shared/button';
import { FormField, FormFieldControl } from '../../../shared/form-field';
import { LengthCounter } from '../../../shared/length-counter';
import { formatExcess, LIMITS } from '../../../shared/text-limits';

/** Creates or edits a topic. */
@Component({
  selector: 'tiq-topic-form',
  imports: [Button, FormField, FormFieldControl, LengthCounter],
  host: { class: 'block' },
  template: `<form
    class="flex flex-col gap-3"
    novalidate
    (submit)="save($event)"
    (keydown.escape)="closed.emit()"
  >
    <div class="grid gap-3 sm:grid-cols-[2fr_1fr]">
      <tiq-form-field [inputId]="id() + '-name'" label="Name" i18n-label [error]="nameError()">
        <input
          #nameBox
          tiqFormFieldControl
          dir="auto"
          autocomplete="off"
          required
          [value]="name()"
          (input)="typedName.set(nameBox.value)"
        />
        <tiq-length-counter [text]="name()" [max]="limits.topicName" />
      </tiq-form-field>
      <tiq-form-field [inputId]="id() + '-category'" label="Category" i18n-label>
        <select #categoryBox tiqFormFieldControl (change)="setCategory(categoryBox.value)">
          @for (each of categories; track each) {
            <option [value]="each" [selected]="each === category()">{{ categoryNames[each] }}</option>
          }
        </select>
      </tiq-form-field>
    </div>
    <tiq-form-field
      [inputId]="id() + '-description'"
      label="Description"
      i18n-label
      note="(optional)"
      i18n-note
      hint="Say in a sentence which tickets the topic covers. AI models read it."
      i18n-hint
      [error]="descriptionError()"
    >
      <textarea
        #descriptionBox
        tiqFormFieldControl
        class="min-h-16 resize-y"
        dir="auto"
        rows="2"
        [value]="description()"
        (input)="typedDescription.set(descriptionBox.value)"
      ></textarea>
      <tiq-length-counter [text]="description()" [max]="limits.topicDescription" />
    </tiq-form-field>
    @if (topic()?.tickets && category() !== topic()?.category) {
      <p i18n class="text-sm text-soft">Tickets that have this topic keep their category.</p>
    }
    @if (problem() && !nameError() && !descriptionError()) {
      <p class="field-error" role="alert">{{ problem()!.detail }}</p>
    }
    <div class="flex flex-wrap gap-2">
      <button type="submit" tiqButton="primary" [disabled]="sending()">
        @if (sending()) {
          <ng-container i18n>Saving…</ng-container>
        } @else {
          <ng-container i18n>Save</ng-container>
        }
      </button>
      <button i18n type="button" tiqButton="ghost" title="Cancel (Esc)" i18n-title (click)="closed.emit()">
        Cancel
      </button>
    </div>
  </form>`,
})
export class TopicForm {
  /** Null for a new topic. */
  readonly topic = input.required<Topic | null>();
  readonly closed = output<void>();
  private readonly topics = inject(TopicsStore);
  private readonly nameBox = viewChild.required<ElementRef<HTMLInputElement>>('nameBox');
  private readonly descriptionBox = viewChild.required<ElementRef<HTMLTextAreaElement>>('descriptionBox');
  protected readonly categories = categories;
  protected readonly categoryNames = categoryNames;
  protected readonly limits = LIMITS;
  protected readonly id = computed(() => `topic-${this.topic()?.id ?? 'new'}`);
  protected readonly typedName = signal<string | null>(null);
  protected readonly typedDescription = signal<string | null>(null);
  private readonly chosenCategory = signal<TicketCategory | null>(null);
  protected readonly name = computed(() => this.typedName() ?? this.topic()?.name ?? '');
  protected readonly description = computed(() => this.typedDescription() ?? this.topic()?.description ?? '');
  protected readonly category = computed(
    () => this.chosenCategory() ?? this.topic()?.category ?? 'technical',
  );
  protected readonly sending = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);
  protected readonly nameError = computed(
    () => formatExcess(this.name().trim(), LIMITS.topicName) ?? this.problem()?.fieldMessage('name') ?? null,
  );
  protected readonly descriptionError = computed(
    () =>
      formatExcess(this.description().trim(), LIMITS.topicDescription) ??
      this.problem()?.fieldMessage('description') ??
      null,
  );
  private saved = false;

  constructor() {
    trackUnsavedChanges(
      () =>
        !this.saved &&
        (this.name() !== (this.topic()?.name ?? '') ||
          this.description() !== (this.topic()?.description ?? '') ||
          this.category() !== (this.topic()?.category ?? 'technical')),
    );
  }

  focus(): void {
    this.nameBox().nativeElement.focus();
  }
  protected setCategory(category: string): void {
    this.chosenCategory.set(category as TicketCategory);
  }
  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    if (this.sending()) return;
    if (formatExcess(this.name().trim(), LIMITS.topicName)) return this.focus();
    if (formatExcess(this.description().trim(), LIMITS.topicDescription))
      return this.descriptionBox().nativeElement.focus();
    this.sending.set(true);
    this.problem.set(null);
    const input = {
      name: this.name().trim(),
      description: this.description().trim(),
      category: this.category(),
    };
    try {
      const topic = this.topic();
      await (topic ? this.topics.update(topic.id, input) : this.topics.create(input));
      this.saved = true;
      this.closed.emit();
    } catch (error) {
      this.problem.set(toApiProblem(error));
      (this.descriptionError() ? this.descriptionBox() : this.nameBox()).nativeElement.focus();
    } finally {
      this.sending.set(false);
    }
  }
}
