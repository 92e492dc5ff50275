import { DestroyRef, DOCUMENT, inject } from '@angular/core';
import { AgentsStore } from '../../core/agents-store';
import { Ticket, TicketChanges } from '../../core/api-types';
import { ShortcutPreference } from '../../core/shortcut-preference';
import { useCommands, Shortcuts, useShortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { ticketCommands } from '../../shared/ticket-commands';
import { priorityByKey, priorityNames } from '../../core/ticket-labels';
import { InboxActions } from './inbox-actions';
import { InboxStore } from './inbox-store';
import { PreviewPreference } from './preview-preference';

/** Actions implemented by the page. */
export interface InboxShortcutHandlers {
  step(by: 1 | -1): void;
  stepSelecting(by: 1 | -1): void;
  open(ticket: Ticket): void;
  assignToMe(ticket: Ticket): void;
  showNew(): void;
  clearSelection(): void;
  exportCsv(): void;
}

/**
 * Registers the inbox shortcuts for the lifetime of the component. Requires an injection context.
 */
export function useInboxShortcuts(handlers: InboxShortcutHandlers): void {
  const store = inject(InboxStore);
  const actions = inject(InboxActions);
  const preview = inject(PreviewPreference);
  const shortcuts = inject(Shortcuts);
  const preference = inject(ShortcutPreference);
  const toasts = inject(Toasts);
  const agents = inject(AgentsStore);
  const withCurrent = (action: (ticket: Ticket) => void) => () => {
    const ticket = store.current();
    if (ticket) action(ticket);
    else
      toasts.show({
        tone: 'info',
        title: preference.enabled()
          ? $localize`Select a ticket first: use j and k to move through the list`
          : $localize`Select a ticket first`,
      });
  };
  const selectAll = {
    key: 'Ctrl+A',
    label: $localize`Select all loaded`,
    run: () => store.selection.selectAll(),
  };

  useCommands(() => {
    const ticket = store.current();
    const exportCsv = {
      label: $localize`Export this list as CSV`,
      searchOnly: true,
      run: () => handlers.exportCsv(),
    };
    if (!ticket) return [exportCsv];
    const change = (edited: TicketChanges, assignee?: Ticket['assignee']) =>
      void actions.update(ticket, edited, assignee);
    return [exportCsv, ...ticketCommands(ticket, agents.active(), change)];
  });
  const togglePreview = () => {
    if (preview.fits()) preview.toggle();
    else
      toasts.show({
        tone: 'info',
        title: $localize`Window too narrow for the preview`,
        detail: $localize`The preview needs a window at least 1280 pixels wide. Widen the window or zoom out.`,
      });
  };

  useShortcuts([
    { key: 'j', label: $localize`Next ticket`, run: () => handlers.step(1) },
    { key: 'k', label: $localize`Previous ticket`, run: () => handlers.step(-1) },
    { key: 'Enter', label: $localize`Open ticket`, run: withCurrent(handlers.open) },
    { key: 'o', label: $localize`Open ticket`, run: withCurrent(handlers.open) },
    { key: 'p', label: $localize`Toggle preview`, run: togglePreview },
    {
      key: 'e',
      label: $localize`Accept suggestion`,
      run: withCurrent((ticket) => void actions.accept(ticket)),
    },
    { key: 'a', label: $localize`Assign to me`, run: withCurrent(handlers.assignToMe) },
    {
      key: 'h',
      label: $localize`Snooze`,
      run: withCurrent((ticket) => void actions.pickTime('snoozed_until', ticket)),
    },
    {
      key: 'd',
      label: $localize`Set due date`,
      run: withCurrent((ticket) => void actions.pickTime('due_at', ticket)),
    },
    ...Object.entries(priorityByKey).map(([key, priority]) => ({
      key,
      label: $localize`Set priority: ${priorityNames[priority]}:priority:`,
      run: withCurrent((ticket) => void actions.update(ticket, { priority })),
    })),
    {
      key: 'x',
      label: $localize`Select ticket`,
      run: withCurrent((ticket) => store.selection.toggle(ticket.id)),
    },
    { key: 'J', label: $localize`Extend selection down`, run: () => handlers.stepSelecting(1) },
    { key: 'K', label: $localize`Extend selection up`, run: () => handlers.stepSelecting(-1) },
    selectAll,
    {
      key: 'Escape',
      label: $localize`Clear selection`,
      run: () => store.selection.ids().size && handlers.clearSelection(),
    },
    {
      key: 'u',
      label: $localize`Mark as unread`,
      run: withCurrent((ticket) => void actions.markUnread(ticket)),
    },
    { key: 'n', label: $localize`Load new tickets`, run: handlers.showNew },
  ]);

  // Overrides Ctrl+A of the browser, because virtual rows outside the viewport must be selected as
  // well.
  const document = inject(DOCUMENT);
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (shortcuts.isHandledElsewhere(event)) return;
    event.preventDefault();
    selectAll.run();
  };
  document.addEventListener('keydown', onKey);
  inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', onKey));
}
