import { Agent, Ticket, TicketChanges } from '../core/api-types';
import { Shortcut } from '../core/shortcuts';
import { allowedTransitions } from './status-transitions';
import { snoozeChoices } from './ticket-times';
import { categories, categoryNames, priorities, priorityNames, statusNames } from '../core/ticket-labels';

/** Palette commands for a ticket that have no shortcut. */
export function ticketCommands(
  { id, status, category, priority, assignee, tags, snoozed_until }: Ticket,
  agents: readonly Agent[],
  change: (changes: TicketChanges, assignee?: Ticket['assignee']) => void,
): Shortcut[] {
  return [
    ...allowedTransitions(status).map((to) => ({
      label: $localize`Set status of #${id}:id:: ${statusNames[to]}:status:`,
      run: () => change({ status: to }),
    })),
    ...(snoozed_until && Date.parse(snoozed_until) > Date.now()
      ? [{ label: $localize`End snooze of #${id}:id:`, run: () => change({ snoozed_until: null }) }]
      : []),
    ...snoozeChoices(new Date()).map(({ label, at }) => ({
      label: $localize`Snooze #${id}:id:: ${label}:time:`,
      searchOnly: true,
      run: () => change({ snoozed_until: at.toISOString() }),
    })),
    ...agents
      .filter((agent) => agent.id !== assignee?.id)
      .map((agent) => ({
        label: $localize`Assign #${id}:id: to ${agent.name}:agent:`,
        searchOnly: true,
        run: () => change({ assignee_id: agent.id }, { id: agent.id, name: agent.name }),
      })),
    ...(assignee
      ? [
          {
            label: $localize`Unassign #${id}:id:`,
            searchOnly: true,
            run: () => change({ assignee_id: null }, null),
          },
        ]
      : []),
    ...priorities
      .filter((value) => value !== priority)
      .map((value) => ({
        label: $localize`Set priority of #${id}:id:: ${priorityNames[value]}:priority:`,
        searchOnly: true,
        run: () => change({ priority: value }),
      })),
    ...categories
      .filter((value) => value !== category)
      .map((value) => ({
        label: $localize`Set category of #${id}:id:: ${categoryNames[value]}:category:`,
        searchOnly: true,
        run: () => change({ category: value }),
      })),
    ...tags.map((tag) => ({
      label: $localize`Remove tag ${tag}:tag: from #${id}:id:`,
      searchOnly: true,
      run: () => change({ tags: tags.filter((value) => value !== tag) }),
    })),
  ];
}
