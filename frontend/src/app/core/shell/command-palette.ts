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
import { Session } from '../session';
import { Shortcuts } from '../shortcuts';
import { TicketsApi } from '../tickets-api';
import { Icon } from '../../shared/icon';
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
  private readonly session = inject(Session);
  private readonly shortcuts = inject(Shortcuts);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');
  protected readonly typed = signal('');
  protected readonly at = signal(0);
  protected readonly searching = signal(false);
  private readonly found = signal<readonly Ticket[]>([]);

  protected readonly commands = computed<readonly Command[]>(() => {
    const typed = this.typed().trim();
    const number = ticketNumber(typed);
    return [
      ...(number === null ? [] : [this.ticket(number, $localize`Open ticket #${number}:number:`)]),
      ...commandsFor(this.shortcuts.all(), typed),
      ...this.found().map((each) => this.ticket(each.id, `#${each.id} ${each.title}`)),
      ...(this.session.isAgent() && typed.length >= SEARCHED_FROM
        ? [
            {
              name: $localize`Search the inbox for “${typed}:words:”`,
              icon: 'search' as const,
              run: () => void this.router.navigate(['/inbox'], { queryParams: { search: typed } }),
            },
          ]
        : []),
    ];
  });

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

  protected type(text: string): void {
    this.typed.set(text);
    this.at.set(0);
    this.searching.set(text.trim().length >= SEARCHED_FROM);
    if (!this.searching()) this.found.set([]);
  }
  protected onKey(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const many = this.commands().length;
      if (many) this.at.update((at) => (at + step + many) % many);
      setTimeout(() =>
        this.list().nativeElement.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' }),
      );
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      const chosen = this.commands()[this.at()];
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
      .list({ search: words }, { limit: TICKETS })
      .then((page) => page.results)
      .catch(() => []);
  }
}
