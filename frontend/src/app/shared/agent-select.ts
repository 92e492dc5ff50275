import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { AgentsStore, formatWorkload } from '../core/agents-store';
import { Agent, Ticket } from '../core/api-types';
import { Session } from '../core/session';
import { ActiveOption } from './active-option';
import { Icon } from './icon';

type Assignee = Ticket['assignee'];
interface AssigneeOption {
  assignee: Assignee;
  name: string;
  detail: string;
}

/** Assignee combobox with the workload of each agent. */
@Component({
  selector: 'tiq-agent-select',
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, Icon],
  host: { class: 'block' },
  template: `<span class="relative block" cdkOverlayOrigin #origin="cdkOverlayOrigin">
      <input
        #box
        class="input pe-8"
        role="combobox"
        [attr.aria-autocomplete]="'list'"
        autocomplete="off"
        spellcheck="false"
        placeholder="Unassigned"
        i18n-placeholder
        [id]="inputId()"
        [attr.aria-expanded]="open()"
        [attr.aria-controls]="open() ? listId() : null"
        [attr.aria-activedescendant]="
          open() && options().length ? active.optionId(active.activeIndex()) : null
        "
        [value]="open() ? query() : assigneeName()"
        (click)="openList()"
        (input)="search(box.value)"
        (keydown)="onKeydown($event)"
        (blur)="close()"
      />
      <tiq-icon
        class="pointer-events-none absolute end-2.5 top-1/2 -translate-y-1/2 rotate-90 text-faint"
        name="arrow"
        [size]="13"
      />
    </span>
    <ng-template
      cdkConnectedOverlay
      [cdkConnectedOverlayOrigin]="origin"
      [cdkConnectedOverlayOpen]="open()"
      [cdkConnectedOverlayOffsetY]="4"
      [cdkConnectedOverlayMinWidth]="box.offsetWidth"
      (detach)="close()"
    >
      <ul
        class="menu max-h-72 max-w-[calc(100vw-1rem)] overflow-y-auto"
        role="listbox"
        aria-label="Agents"
        i18n-aria-label
        [id]="listId()"
      >
        @for (choice of options(); track choice.assignee?.id ?? $index) {
          <!-- Keys are handled by the input, which keeps the focus. -->
          <!-- eslint-disable-next-line @angular-eslint/template/click-events-have-key-events, @angular-eslint/template/interactive-supports-focus -->
          <li
            class="menu-item cursor-pointer"
            role="option"
            [id]="active.optionId($index)"
            [class.bg-hover]="$index === active.activeIndex()"
            [attr.aria-selected]="choice.assignee?.id === assignee()?.id"
            (mousedown)="$event.preventDefault()"
            (mouseenter)="active.setActive($index)"
            (click)="select(choice)"
          >
            <span class="min-w-0 flex-1 truncate">{{ choice.name }}</span>
            <span class="text-[length:var(--text-xs)] text-faint">{{ choice.detail }}</span>
          </li>
        } @empty {
          <li i18n class="px-2 py-1.5 text-[length:var(--text-sm)] text-faint" role="presentation">
            No agents found
          </li>
        }
      </ul>
    </ng-template>`,
})
export class AgentSelect {
  readonly assignee = input.required<Assignee>();
  readonly inputId = input.required<string>();
  readonly assigneeChange = output<Assignee>();
  private readonly agents = inject(AgentsStore);
  private readonly session = inject(Session);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly open = signal(false);
  protected readonly query = signal('');
  protected readonly assigneeName = computed(() => {
    const assignee = this.assignee();
    return assignee ? this.agents.labelOf(assignee.id, assignee.name) : '';
  });
  protected readonly listId = computed(() => `${this.inputId()}-list`);

  protected readonly options = computed<AssigneeOption[]>(() => {
    const query = this.query().trim().toLowerCase();
    const me = this.session.me();
    const all = this.agents.active();
    const options = all
      .filter((agent) => agent.id !== me?.id && agent.name.toLowerCase().includes(query))
      .map((agent) => this.toOption(agent, agent.name));
    const ownAgent = all.find((agent) => agent.id === me?.id);
    const isMe =
      !query || [ownAgent?.name, $localize`Me`].some((name) => name?.toLowerCase().includes(query));
    if (ownAgent && isMe) options.unshift(this.toOption(ownAgent, $localize`Me (${ownAgent.name}:name:)`));
    if (!query) options.push({ assignee: null, name: $localize`Unassigned`, detail: '' });
    return options;
  });

  protected readonly active = new ActiveOption(this.options, (index) => `${this.listId()}-${index}`);

  constructor() {
    this.agents.refresh();
  }

  protected openList(text = ''): void {
    if (this.open()) return;
    this.agents.refresh();
    this.query.set(text);
    // Set synchronously: a key pressed before the next frame would be appended to the name.
    this.box().nativeElement.value = text;
    this.open.set(true);
    const index = this.options().findIndex((option) => option.assignee?.id === this.assignee()?.id);
    this.active.setActive(Math.max(0, index));
  }
  protected search(text: string): void {
    this.openList(text);
    this.query.set(text);
    this.active.setActive(0);
  }
  protected close(): void {
    this.open.set(false);
    this.box().nativeElement.value = this.assigneeName();
  }
  protected select({ assignee }: AssigneeOption): void {
    this.close();
    if (assignee?.id !== this.assignee()?.id) this.assigneeChange.emit(assignee);
  }
  protected onKeydown(event: KeyboardEvent): void {
    if (!this.open() && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      event.preventDefault();
      this.openList();
    } else if (this.active.onArrowKey(event)) {
      return;
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const option = this.options()[this.active.activeIndex()];
      if (!this.open()) this.openList();
      else if (option) this.select(option);
    } else if (event.key === 'Escape' && this.open()) {
      event.stopPropagation();
      this.close();
    }
  }

  private toOption(agent: Agent, name: string): AssigneeOption {
    return { assignee: { id: agent.id, name: agent.name }, name, detail: formatWorkload(agent) };
  }
}
