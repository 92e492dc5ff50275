import { Component, computed, inject, input, output } from '@angular/core';
import { Agents, workloadInWords } from '../core/agents';
import { Agent, Ticket } from '../core/api-types';

/** Whom a ticket is given to, with what each has to do already. */
@Component({
  selector: 'tiq-agent-select',
  host: { class: 'block' },
  template: `<select
    #box
    [id]="boxId()"
    class="input"
    (pointerdown)="agents.refresh()"
    (focus)="agents.refresh()"
    (change)="choose(box)"
  >
    <option i18n value="" [selected]="!assignee()">Nobody yet</option>
    @for (agent of choices(); track agent.id) {
      <option [value]="agent.id" [selected]="agent.id === assignee()?.id">
        {{ agent.name }} · {{ workload(agent) }}
      </option>
    }
    @if (gone(); as assignee) {
      <option [value]="assignee.id" selected>{{ assignee.name }}</option>
    }
  </select>`,
})
export class AgentSelect {
  readonly assignee = input.required<Ticket['assignee']>();
  readonly boxId = input.required<string>();
  readonly pick = output<Ticket['assignee']>();
  protected readonly agents = inject(Agents);
  protected readonly workload = workloadInWords;
  protected readonly choices = computed(() => this.agents.all());
  /** Assigned to somebody who can't be chosen any more, or the list is not here yet. */
  protected readonly gone = computed(() => {
    const assignee = this.assignee();
    return assignee && !this.choices().some((each) => each.id === assignee.id) ? assignee : null;
  });

  constructor() {
    this.agents.refresh();
  }

  protected choose(box: HTMLSelectElement): void {
    const chosen: Agent | undefined = this.choices().find((each) => each.id === Number(box.value));
    this.pick.emit(chosen ? { id: chosen.id, name: chosen.name } : null);
  }
}
