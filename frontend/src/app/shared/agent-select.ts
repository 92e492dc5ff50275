import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { Component, computed, ElementRef, inject, input, output, signal, viewChild } from '@angular/core';
import { Agents, workloadInWords } from '../core/agents';
import { Agent, Ticket } from '../core/api-types';
import { Session } from '../core/session';
import { ActiveOption } from './active-option';
import { Icon } from './icon';

type Assignee = Ticket['assignee'];
interface Choice {
  assignee: Assignee;
  name: string;
  detail: string;
}

/** Whom a ticket is given to, with what each has to do already: found by typing, chosen by keys or a press. */
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
        [id]="boxId()"
        [attr.aria-expanded]="open()"
        [attr.aria-controls]="open() ? listId() : null"
        [attr.aria-activedescendant]="open() && choices().length ? active.idOf(active.at()) : null"
        [value]="open() ? typed() : shownName()"
        (click)="show()"
        (input)="type(box.value)"
        (keydown)="onKey($event)"
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
        @for (choice of choices(); track choice.assignee?.id ?? $index) {
          <!-- The keys are the box's: the focus stays in it, as of a combobox. -->
          <!-- eslint-disable-next-line @angular-eslint/template/click-events-have-key-events, @angular-eslint/template/interactive-supports-focus -->
          <li
            class="menu-item cursor-pointer"
            role="option"
            [id]="active.idOf($index)"
            [class.bg-hover]="$index === active.at()"
            [attr.aria-selected]="choice.assignee?.id === assignee()?.id"
            (mousedown)="$event.preventDefault()"
            (mouseenter)="active.reach($index)"
            (click)="choose(choice)"
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
  readonly boxId = input.required<string>();
  readonly pick = output<Assignee>();
  private readonly agents = inject(Agents);
  private readonly session = inject(Session);
  private readonly box = viewChild.required<ElementRef<HTMLInputElement>>('box');
  protected readonly open = signal(false);
  protected readonly typed = signal('');
  protected readonly shownName = computed(() => {
    const assignee = this.assignee();
    return assignee ? this.agents.labelOf(assignee.id, assignee.name) : '';
  });
  protected readonly listId = computed(() => `${this.boxId()}-list`);

  protected readonly choices = computed<Choice[]>(() => {
    const wanted = this.typed().trim().toLowerCase();
    const me = this.session.me();
    const all = this.agents.all();
    const people = all
      .filter((agent) => agent.id !== me?.id && agent.name.toLowerCase().includes(wanted))
      .map((agent) => this.choice(agent, agent.name));
    const myself = all.find((agent) => agent.id === me?.id);
    const isMe =
      !wanted || [myself?.name, $localize`Me`].some((name) => name?.toLowerCase().includes(wanted));
    if (myself && isMe) people.unshift(this.choice(myself, $localize`Me (${myself.name}:name:)`));
    if (!wanted) people.push({ assignee: null, name: $localize`Unassigned`, detail: '' });
    return people;
  });

  protected readonly active = new ActiveOption(this.choices, (at) => `${this.listId()}-${at}`);

  constructor() {
    this.agents.refresh();
  }

  protected show(text = ''): void {
    if (this.open()) return;
    this.agents.refresh();
    this.typed.set(text);
    // Now, and not with the next frame: a key that comes before it would be written behind the name.
    this.box().nativeElement.value = text;
    this.open.set(true);
    const at = this.choices().findIndex((each) => each.assignee?.id === this.assignee()?.id);
    this.active.reach(Math.max(0, at));
  }
  protected type(text: string): void {
    this.show(text);
    this.typed.set(text);
    this.active.reach(0);
  }
  protected close(): void {
    this.open.set(false);
    this.box().nativeElement.value = this.shownName();
  }
  protected choose({ assignee }: Choice): void {
    this.close();
    if (assignee?.id !== this.assignee()?.id) this.pick.emit(assignee);
  }
  protected onKey(event: KeyboardEvent): void {
    if (!this.open() && ['ArrowDown', 'ArrowUp'].includes(event.key)) {
      event.preventDefault();
      this.show();
    } else if (this.active.follow(event)) {
      return;
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = this.choices()[this.active.at()];
      if (!this.open()) this.show();
      else if (choice) this.choose(choice);
    } else if (event.key === 'Escape' && this.open()) {
      event.stopPropagation();
      this.close();
    }
  }

  private choice(agent: Agent, name: string): Choice {
    return { assignee: { id: agent.id, name: agent.name }, name, detail: workloadInWords(agent) };
  }
}
