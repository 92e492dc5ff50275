import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { Ticket } from '../core/api-types';
import { categoryNames } from '../core/ticket-labels';
import { TopicsStore } from '../core/topics-store';
import { ComboboxInput, ComboboxOptions } from './combobox-keys';
import { Icon } from './icon';

type TicketTopic = Ticket['topic'];
interface TopicOption {
  topic: TicketTopic;
  name: string;
  /** Its category. */
  detail: string;
}

/** Topic combobox, searched by name and description. */
@Component({
  selector: 'tiq-topic-select',
  imports: [
    CdkConnectedOverlay,
    CdkOverlayOrigin,
    Combobox,
    ComboboxInput,
    ComboboxOptions,
    ComboboxPopup,
    ComboboxWidget,
    Icon,
    Listbox,
    Option,
  ],
  host: { class: 'block' },
  template: `<span class="relative block" cdkOverlayOrigin #origin="cdkOverlayOrigin">
      <input
        #box
        ngCombobox
        #combobox="ngCombobox"
        tiqComboboxInput
        class="input pe-8"
        autocomplete="off"
        spellcheck="false"
        placeholder="No topic"
        i18n-placeholder
        [id]="inputId()"
        [expanded]="open()"
        (expandedChange)="$event || close()"
        [value]="open() ? query() : topicName()"
        (valueChange)="search($event)"
        (click)="openList()"
        (blur)="close()"
        (keydown)="openOnKey($event)"
      />
      <tiq-icon
        class="pointer-events-none absolute end-2.5 top-1/2 -translate-y-1/2 rotate-90 text-faint"
        name="arrow"
        [size]="13"
      />
    </span>
    <ng-template ngComboboxPopup [combobox]="combobox">
      <ng-template
        cdkConnectedOverlay
        [cdkConnectedOverlayOrigin]="origin"
        [cdkConnectedOverlayOpen]="open()"
        [cdkConnectedOverlayOffsetY]="4"
        [cdkConnectedOverlayMinWidth]="box.offsetWidth"
        (detach)="close()"
      >
        <!-- Keys are handled by the input, which keeps the focus. -->
        <ul
          #listbox="ngListbox"
          ngListbox
          ngComboboxWidget
          class="menu max-h-72 max-w-[calc(100vw-1rem)] overflow-y-auto"
          aria-label="Topics"
          i18n-aria-label
          focusMode="activedescendant"
          selectionMode="explicit"
          tabindex="-1"
          [tiqComboboxOptions]="query()"
          [activeDescendant]="listbox.activeDescendant()"
          [value]="selected()"
          (valueChange)="select($event)"
          (mousedown)="$event.preventDefault()"
        >
          @for (choice of options(); track choice.topic?.id ?? null) {
            <li
              ngOption
              class="menu-item cursor-pointer data-[active=true]:bg-hover"
              [value]="choice.topic?.id ?? null"
              [label]="choice.name"
            >
              <span class="min-w-0 flex-1 truncate">{{ choice.name }}</span>
              <span class="text-xs text-faint">{{ choice.detail }}</span>
            </li>
          } @empty {
            <li i18n class="px-2 py-1.5 text-sm text-faint" role="presentation">No topics found</li>
          }
        </ul>
      </ng-template>
    </ng-template>`,
})
export class TopicSelect {
  readonly topic = input.required<TicketTopic>();
  readonly inputId = input.required<string>();
  readonly topicChange = output<TicketTopic>();
  private readonly topics = inject(TopicsStore);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly open = signal(false);
  protected readonly query = signal('');
  protected readonly topicName = computed(() => this.topic()?.name ?? '');

  protected readonly options = computed<TopicOption[]>(() => {
    const query = this.query().trim().toLowerCase();
    const options: TopicOption[] = this.topics
      .active()
      .filter(({ name, description }) => `${name}\n${description}`.toLowerCase().includes(query))
      .map(({ id, name, category }) => ({ topic: { id, name }, name, detail: categoryNames[category] }));
    if (!query) options.unshift({ topic: null, name: $localize`No topic`, detail: '' });
    return options;
  });

  /** Id of the topic if it is among the options. */
  protected readonly selected = computed(() => {
    const id = this.topic()?.id ?? null;
    return this.options().some(({ topic }) => (topic?.id ?? null) === id) ? [id] : [];
  });

  constructor() {
    void this.topics.load();
  }

  /** Focuses the field and shows the topics. */
  focus(): void {
    this.box().nativeElement.focus();
    this.openList();
  }
  protected openList(text = ''): void {
    if (this.open()) return;
    this.query.set(text);
    // Set synchronously: a key pressed before the next frame would be appended to the name.
    this.box().nativeElement.value = text;
    this.open.set(true);
  }
  protected openOnKey(event: KeyboardEvent): void {
    if (this.open() || !['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) return;
    event.preventDefault();
    this.openList();
  }
  protected search(text: string): void {
    this.openList(text);
    this.query.set(text);
  }
  protected close(): void {
    this.open.set(false);
    this.box().nativeElement.value = this.topicName();
  }
  /** Selecting the current topic again deselects it in the list, and changes nothing. */
  protected select([id]: (number | null)[]): void {
    const option = this.options().find(({ topic }) => (topic?.id ?? null) === id);
    this.close();
    if (option && option.topic?.id !== this.topic()?.id) this.topicChange.emit(option.topic);
  }
}
