import { DestroyRef, DOCUMENT, inject } from '@angular/core';
import { Agents } from '../../core/agents';
import { Ticket, TicketChanges } from '../../core/api-types';
import { offerCommands, Shortcuts, useShortcuts } from '../../core/shortcuts';
import { Toasts } from '../../core/toasts';
import { ticketCommands } from '../../shared/ticket-commands';
import { priorityByKey, priorityNames } from '../../shared/ticket-terms';
import { InboxChanges } from './inbox-changes';
import { InboxStore } from './inbox-store';
import { PreviewChoice } from './preview-choice';

/** What the keys can't do without the page. */
export interface InboxPage {
  step(by: 1 | -1): void;
  stepChoosing(by: 1 | -1): void;
  open(ticket: Ticket): void;
  assignToMe(ticket: Ticket): void;
  showNew(): void;
  clearSelection(): void;
  exportCsv(): void;
}

/** Called where the inbox is built: its keys live as long as it does. */
export function useInboxKeys(page: InboxPage): void {
  const store = inject(InboxStore);
  const changes = inject(InboxChanges);
  const preview = inject(PreviewChoice);
  const shortcuts = inject(Shortcuts);
  const toasts = inject(Toasts);
  const agents = inject(Agents);
  const onCurrent = (act: (ticket: Ticket) => void) => () => {
    const ticket = store.current();
    if (ticket) act(ticket);
    else
      toasts.show({
        tone: 'info',
        title: $localize`Select a ticket first: use j and k to move through the list`,
      });
  };
  const selectAll = { key: 'Ctrl+A', does: $localize`Select all loaded`, run: () => store.selection.all() };

  offerCommands(() => {
    const ticket = store.current();
    const exportCsv = {
      does: $localize`Export this list as CSV`,
      onlySearched: true,
      run: () => page.exportCsv(),
    };
    if (!ticket) return [exportCsv];
    const change = (made: TicketChanges, assignee?: Ticket['assignee']) =>
      void changes.change(ticket, made, assignee);
    return [exportCsv, ...ticketCommands(ticket, agents.all(), change)];
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
    { key: 'j', does: $localize`Next ticket`, run: () => page.step(1) },
    { key: 'k', does: $localize`Previous ticket`, run: () => page.step(-1) },
    { key: 'Enter', does: $localize`Open ticket`, run: onCurrent(page.open) },
    { key: 'o', does: $localize`Open ticket`, run: onCurrent(page.open) },
    { key: 'p', does: $localize`Toggle preview`, run: togglePreview },
    { key: 'e', does: $localize`Accept suggestion`, run: onCurrent((each) => void changes.accept(each)) },
    { key: 'a', does: $localize`Assign to me`, run: onCurrent(page.assignToMe) },
    ...Object.entries(priorityByKey).map(([key, priority]) => ({
      key,
      does: $localize`Set priority: ${priorityNames[priority]}:priority:`,
      run: onCurrent((ticket) => void changes.change(ticket, { priority })),
    })),
    {
      key: 'x',
      does: $localize`Select ticket`,
      run: onCurrent((ticket) => store.selection.toggle(ticket.id)),
    },
    { key: 'J', does: $localize`Extend selection down`, run: () => page.stepChoosing(1) },
    { key: 'K', does: $localize`Extend selection up`, run: () => page.stepChoosing(-1) },
    selectAll,
    {
      key: 'Escape',
      does: $localize`Clear selection`,
      run: () => store.selection.ids().size && page.clearSelection(),
    },
    {
      key: 'u',
      does: $localize`Mark as unread`,
      run: onCurrent((ticket) => void changes.markUnread(ticket)),
    },
    { key: 'n', does: $localize`Load new tickets`, run: page.showNew },
  ]);

  // A key with Ctrl is the browser's, but for this one: the rows that are not rendered are to be chosen as well.
  const document = inject(DOCUMENT);
  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== 'a' || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (shortcuts.belongsElsewhere(event)) return;
    event.preventDefault();
    selectAll.run();
  };
  document.addEventListener('keydown', onKey);
  inject(DestroyRef).onDestroy(() => document.removeEventListener('keydown', onKey));
}
