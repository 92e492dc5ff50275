import { Combobox, ComboboxPopup, ComboboxWidget } from '@angular/aria/combobox';
import { Listbox, Option } from '@angular/aria/listbox';
import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed, toObservable } from '@angular/core/rxjs-interop';
import { Router } from '@angular/router';
import { debounceTime, of, switchMap } from 'rxjs';
import { Ticket } from '../core/api-types';
import { RecentTickets } from '../core/recent-tickets';
import { Session } from '../core/session';
import { ShortcutPreference } from '../core/shortcut-preference';
import { isSingleKeyShortcut, Shortcuts } from '../core/shortcuts';
import { TicketsApi } from '../core/tickets-api';
import { ComboboxInput, ComboboxOptions } from '../shared/combobox-keys';
import { Icon } from '../shared/icon';
import { toSearchQuery } from '../shared/search-query';
import { Command, matchCommands, parseTicketNumber } from '../shared/commands';

const DEBOUNCE_MS = 150;
const MIN_SEARCH_LENGTH = 2;
const MAX_TICKETS = 6;

/**
 * Combobox of all commands of the page, and of tickets by number or text. Focus stays in the input;
 * arrow keys move the active option.
 */
@Component({
  selector: 'tiq-command-palette',
  imports: [Combobox, ComboboxInput, ComboboxOptions, ComboboxPopup, ComboboxWidget, Icon, Listbox, Option],
  templateUrl: './command-palette.html',
})
export class CommandPalette {
  readonly closed = output<void>();
  private readonly api = inject(TicketsApi);
  private readonly router = inject(Router);
  private readonly recentTickets = inject(RecentTickets);
  private readonly session = inject(Session);
  private readonly shortcuts = inject(Shortcuts);
  private readonly preference = inject(ShortcutPreference);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly query = signal('');
  protected readonly searching = signal(false);
  private readonly tickets = signal<readonly Ticket[]>([]);

  /** Recently opened tickets except the current one. */
  private readonly recentCommands = computed(() =>
    this.recentTickets
      .all()
      .filter(({ id }) => this.router.url.split('?')[0] !== `/tickets/${id}`)
      .map(({ id, title }) => ({ ...this.ticketCommand(id, `#${id} ${title}`), icon: 'history' as const })),
  );

  protected readonly commands = computed<readonly Command[]>(() => {
    const query = this.query().trim();
    const number = parseTicketNumber(query);
    return [
      ...(number === null ? [] : [this.ticketCommand(number, $localize`Open #${number}:number:`)]),
      ...(query ? [] : this.recentCommands()),
      ...matchCommands(this.shortcuts.commands(), query),
      ...this.tickets().map((ticket) => this.ticketCommand(ticket.id, `#${ticket.id} ${ticket.title}`)),
      ...(this.session.can('tickets.readAll') && query.length >= MIN_SEARCH_LENGTH
        ? [
            {
              name: $localize`Search the inbox for “${query}:words:”`,
              icon: 'search' as const,
              run: () =>
                void this.router.navigate(['/inbox'], { queryParams: { search: toSearchQuery(query) } }),
            },
          ]
        : []),
    ];
  });

  /** Index of the active command. */
  protected readonly active = signal<number[]>([0]);

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    toObservable(this.query)
      .pipe(
        debounceTime(DEBOUNCE_MS),
        switchMap((query) => this.fetchTickets(query.trim())),
        takeUntilDestroyed(),
      )
      .subscribe((tickets) => {
        this.searching.set(false);
        this.tickets.set(tickets);
      });
  }

  /** Omits single keys when they are disabled. */
  protected displayedKey({ key }: Command): string | undefined {
    return this.preference.enabled() || !key || !isSingleKeyShortcut(key) ? key : undefined;
  }
  protected search(text: string): void {
    this.query.set(text);
    this.searching.set(text.trim().length >= MIN_SEARCH_LENGTH);
    if (!this.searching()) this.tickets.set([]);
  }
  protected runActive(event: Event): void {
    event.preventDefault();
    const command = this.commands()[this.active()[0] ?? 0];
    if (command) this.run(command, event);
  }
  protected activate(listbox: Listbox<number>, index: number): void {
    listbox.gotoIndex(index);
    this.active.set([index]);
  }
  protected run(command: Command, event: Event): void {
    // Closes first, because a command may open a dialog or use the focused element.
    this.dialog().nativeElement.close();
    command.run(event as KeyboardEvent);
  }

  private ticketCommand(id: number, name: string): Command {
    return { name, icon: 'arrow', run: () => void this.router.navigate(['/tickets', id]) };
  }
  private fetchTickets(query: string) {
    if (query.length < MIN_SEARCH_LENGTH) return of([]);
    return this.api
      .list({ search: toSearchQuery(query) }, { limit: MAX_TICKETS })
      .then((page) => page.results)
      .catch(() => []);
  }
}
