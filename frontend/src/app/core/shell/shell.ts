import {
  ApplicationRef,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  signal,
  viewChild,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { ViewsNav } from '../../features/inbox/views-nav';
import { Icon } from '../../shared/icon';
import { BulkUndo } from '../bulk-undo';
import { LiveEvents } from '../live-events';
import { PasswordConfirmation } from '../password-confirmation';
import { Session } from '../session';
import { languageCommands } from '../language';
import { offerCommands, useShortcuts } from '../shortcuts';
import { Undo } from '../undo';
import { totalInWords } from '../../shared/total-words';
import { UnreadTickets } from '../unread-tickets';
import { UnsavedChanges } from '../unsaved-changes';
import { WaitingSuggestions } from '../waiting-suggestions';
import { CommandPalette } from './command-palette';
import { ConfirmPassword } from './confirm-password';
import { ConnectionBanner } from './connection-banner';
import { LeaveDialog } from './leave-dialog';
import { LiveState } from './live-state';
import { agentPlaces, requesterPlaces } from './places';
import { settingsPages } from './settings-pages';
import { ShortcutHelp } from './shortcut-help';
import { SignInAgain } from './sign-in-again';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';

/** What stands around every page of somebody who is signed in; the stream of events lives as long as it. */
@Component({
  selector: 'tiq-shell',
  imports: [
    CommandPalette,
    ConfirmPassword,
    ConnectionBanner,
    Icon,
    LeaveDialog,
    LiveState,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    ShortcutHelp,
    SignInAgain,
    ThemeSwitch,
    UserMenu,
    ViewsNav,
  ],
  providers: [UnreadTickets, WaitingSuggestions],
  host: { '(document:keydown)': 'summon($event)' },
  templateUrl: './shell.html',
})
export class Shell {
  private readonly application = inject(ApplicationRef);
  private readonly router = inject(Router);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  protected readonly session = inject(Session);
  protected readonly confirmation = inject(PasswordConfirmation);
  protected readonly unsaved = inject(UnsavedChanges);
  protected readonly places = computed(() =>
    this.session.can('tickets.readAll') ? agentPlaces : requesterPlaces,
  );
  protected readonly newTicket = computed(() =>
    this.session.can('tickets.readAll') ? $localize`New ticket` : $localize`New request`,
  );
  protected readonly paletteOpen = signal(false);

  private readonly waiting = inject(WaitingSuggestions).total;
  /** Beside the place where they are gone through. */
  protected readonly waitingFor = computed(() => {
    const total = this.waiting();
    return total?.value ? totalInWords(total) : null;
  });

  private readonly unread = inject(UnreadTickets).total;
  protected readonly unreadCount = computed(() => {
    const total = this.unread();
    return total?.value ? totalInWords(total) : null;
  });

  constructor() {
    const live = inject(LiveEvents);
    live.start(this.session.me()!.id, this.session.lastEventId);
    inject(DestroyRef).onDestroy(() => live.stop());
    this.moveFocusWithThePage();
    const undo = inject(Undo);
    const bulk = inject(BulkUndo);
    offerCommands(languageCommands);
    useShortcuts([
      ...(this.session.can('tickets.manage')
        ? [
            {
              key: 'z',
              does: $localize`Undo last change`,
              run: () => void undo.undoLast(() => bulk.offer()),
            },
          ]
        : []),
      { key: 'c', does: this.newTicket(), run: () => this.goTo('/tickets/new') },
      ...this.places().map(({ key, name, path }) => ({
        key,
        does: $localize`Go to ${name}:place:`,
        run: () => this.goTo(path),
      })),
      {
        key: 'g s',
        does: $localize`Go to ${$localize`Settings`}:place:`,
        run: () => this.goTo('/settings'),
      },
      ...settingsPages(this.session).map(({ path, name }) => ({
        does: $localize`Settings: ${name}:page:`,
        run: () => this.goTo(`/settings/${path}`),
      })),
    ]);
  }

  /** Ctrl-K or Cmd-K, also while something is being typed. */
  protected summon(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    this.paletteOpen.set(true);
    // At once and not with the next frame: the next key is for its box already.
    this.application.tick();
  }

  private goTo(path: string): void {
    void this.router.navigateByUrl(path);
  }

  /** Another page is another place: a screen reader begins at its top, and keys go to it. Filters are not. */
  private moveFocusWithThePage(): void {
    let before: string | null = null;
    this.router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (!(event instanceof NavigationEnd)) return;
      const path = event.urlAfterRedirects.split('?')[0]!;
      if (before !== null && path !== before) this.main().nativeElement.focus({ preventScroll: true });
      before = path;
    });
  }

  protected skipTo(main: HTMLElement, event: Event): void {
    // The address must not change: a fragment would be lost on <base href>.
    event.preventDefault();
    main.focus();
  }
}
