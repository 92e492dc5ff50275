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
import { Ticket } from '../api-types';
import { RecentTickets } from '../recent-tickets';
import { Session } from '../session';
import { ShortcutPreference } from '../shortcut-preference';
import { isCharacter, Shortcuts } from '../shortcuts';
import { TicketsApi } from '../tickets-api';
import { ActiveOption } from '../../shared/active-option';
import { Icon } from '../../shared/icon';
import { searchText } from '../../shared/search-text';
import { Command, commandsFor, ticketNumber } from './commands';

const PAUSE_MS = 150;
const SEARCHED_FROM = 2;
const TICKETS = 6;

/**
 * Everything that can be done from here, by its name, and every ticket by its number or words. A combobox: the
 * focus stays in the box, the arrows move through the list.
 */
@Component({
  selector: 'tiq-command-palette',
  imports: [Icon],
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
  protected readonly typed = signal('');
  protected readonly searching = signal(false);
  private readonly found = signal<readonly Ticket[]>([]);

  /** But for the one that is open. */
  private readonly recent = computed(() =>
    this.recentTickets
      .all()
      .filter(({ id }) => this.router.url.split('?')[0] !== `/tickets/${id}`)
      .map(({ id, title }) => ({ ...this.ticket(id, `#${id} ${title}`), icon: 'history' as const })),
  );

  protected readonly commands = computed<readonly Command[]>(() => {
    const typed = this.typed().trim();
    const number = ticketNumber(typed);
    return [
      ...(number === null ? [] : [this.ticket(number, $localize`Open #${number}:number:`)]),
      ...(typed ? [] : this.recent()),
      ...commandsFor(this.shortcuts.commands(), typed),
      ...this.found().map((each) => this.ticket(each.id, `#${each.id} ${each.title}`)),
      ...(this.session.can('tickets.readAll') && typed.length >= SEARCHED_FROM
        ? [
            {
              name: $localize`Search the inbox for “${typed}:words:”`,
              icon: 'search' as const,
              run: () =>
                void this.router.navigate(['/inbox'], { queryParams: { search: searchText(typed) } }),
            },
          ]
        : []),
    ];
  });

  protected readonly active = new ActiveOption(this.commands, (at) => `palette-${at}`);

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
    toObservable(this.typed)
      .pipe(
        debounceTime(PAUSE_MS),
        switchMap((typed) => this.search(typed.trim())),
        takeUntilDestroyed(),
      )
      .subscribe((tickets) => {
        this.searching.set(false);
        this.found.set(tickets);
      });
  }

  /** A key that is turned off is not offered. */
  protected shown({ key }: Command): string | undefined {
    return this.preference.enabled() || !key?.split(' ').some(isCharacter) ? key : undefined;
  }
  protected type(text: string): void {
    this.typed.set(text);
    this.active.reach(0);
    this.searching.set(text.trim().length >= SEARCHED_FROM);
    if (!this.searching()) this.found.set([]);
  }
  protected onKey(event: KeyboardEvent): void {
    if (this.active.follow(event)) return;
    if (event.key === 'Enter') {
      event.preventDefault();
      const chosen = this.commands()[this.active.at()];
      if (chosen) this.run(chosen, event);
    }
  }
  protected run(command: Command, event: Event): void {
    // Closed first: a command may open a dialog of its own, or look for what has the focus.
    this.dialog().nativeElement.close();
    command.run(event as KeyboardEvent);
  }

  private ticket(id: number, name: string): Command {
    return { name, icon: 'arrow', run: () => void this.router.navigate(['/tickets', id]) };
  }
  private search(words: string) {
    if (words.length < SEARCHED_FROM) return of([]);
    return this.api
      .list({ search: searchText(words) }, { limit: TICKETS })
      .then((page) => page.results)
      .catch(() => []);
  }
}
