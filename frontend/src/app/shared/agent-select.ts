import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { AgentsStore, formatWorkload } from '../core/agents-store';
import { Agent, Ticket } from '../core/api-types';
import { Session } from '../core/session';
import { TeamsStore } from '../core/teams-store';
import { ComboboxInput, ComboboxOptions } from './combobox-keys';
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
        placeholder="Unassigned"
        i18n-placeholder
        [id]="inputId()"
        [expanded]="open()"
        (expandedChange)="$event || close()"
        [value]="open() ? query() : assigneeName()"
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
        [cdkConnectedOverlayMinWidth]="inputWidth()"
        (detach)="close()"
      >
        <!-- Keys are handled by the input, which keeps the focus. -->
        <ul
          #listbox="ngListbox"
          ngListbox
          ngComboboxWidget
          class="menu max-h-72 flex-1 max-w-[calc(100vw-1rem)] overflow-y-auto"
          aria-label="Agents"
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
          @for (choice of options(); track choice.assignee?.id ?? null) {
            <li
              ngOption
              class="menu-item cursor-pointer data-[active=true]:bg-hover"
              [value]="choice.assignee?.id ?? null"
              [label]="choice.name"
            >
              <span class="min-w-0 flex-1 truncate">{{ choice.name }}</span>
              <span class="text-xs text-faint">{{ choice.detail }}</span>
            </li>
          } @empty {
            <li i18n class="px-2 py-1.5 text-sm text-faint" role="presentation">No agents found</li>
          }
        </ul>
      </ng-template>
    </ng-template>`,
})
export class AgentSelect {
  readonly assignee = input.required<Assignee>();
  readonly inputId = input.required<string>();
  /** Offers only who can be assigned tickets of this team; all agents if it is null. */
  readonly teamId = input<number | null>(null);
  readonly assigneeChange = output<Assignee>();
  private readonly agents = inject(AgentsStore);
  private readonly teams = inject(TeamsStore);
  private readonly session = inject(Session);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly open = signal(false);
  protected readonly query = signal('');
  /** Width of the input in pixels when the list was opened. */
  protected readonly inputWidth = signal(0);
  protected readonly assigneeName = computed(() => {
    const assignee = this.assignee();
    return assignee ? this.agents.labelOf(assignee.id, assignee.name) : '';
  });

  protected readonly options = computed<AssigneeOption[]>(() => {
    const query = this.query().trim().toLowerCase();
    const me = this.session.me();
    const all = this.agents.active().filter(({ id }) => this.teams.isAssignable(id, this.teamId()));
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

  /** Id of the assignee if it is among the options. */
  protected readonly selected = computed(() => {
    const id = this.assignee()?.id ?? null;
    return this.options().some(({ assignee }) => (assignee?.id ?? null) === id) ? [id] : [];
  });

  constructor() {
    this.agents.refresh();
  }

  focus(): void {
    this.box().nativeElement.focus();
    this.openList();
  }
  protected openList(text = ''): void {
    if (this.open()) return;
    this.agents.refresh();
    this.query.set(text);
    this.inputWidth.set(this.box().nativeElement.offsetWidth);
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
    this.box().nativeElement.value = this.assigneeName();
  }
  /** Selecting the current assignee again deselects it in the list, and changes nothing. */
  protected select([id]: (number | null)[]): void {
    const option = this.options().find(({ assignee }) => (assignee?.id ?? null) === id);
    this.close();
    if (option && option.assignee?.id !== this.assignee()?.id) this.assigneeChange.emit(option.assignee);
  }

  private toOption(agent: Agent, name: string): AssigneeOption {
    return { assignee: { id: agent.id, name: agent.name }, name, detail: formatWorkload(agent) };
  }
}
