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
import { ViewsNav } from '../features/inbox/views-nav';
import { Icon } from '../shared/icon';
import { BulkUndo } from '../shared/bulk-undo';
import { LiveEvents } from '../core/live-events';
import { PasswordConfirmation } from '../core/password-confirmation';
import { Session } from '../core/session';
import { languageCommands } from '../core/language';
import { useCommands, useShortcuts } from '../core/shortcuts';
import { UndoStack } from '../core/undo-stack';
import { formatTotal } from '../shared/number-format';
import { UnreadCount } from '../core/unread-count';
import { UnsavedChanges } from '../core/unsaved-changes';
import { PendingSuggestionCount } from '../core/pending-suggestion-count';
import { CommandPalette } from './command-palette';
import { ConfirmPasswordDialog } from './confirm-password-dialog';
import { ConnectionBanner } from './connection-banner';
import { UnsavedChangesDialog } from './unsaved-changes-dialog';
import { ConnectionStatus } from './connection-status';
import { AGENT_NAV_ITEMS, REQUESTER_NAV_ITEMS } from './nav-items';
import { settingsNavItems } from '../features/settings/settings-nav-items';
import { ShortcutHelp } from './shortcut-help';
import { SessionExpiredDialog } from './session-expired-dialog';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';
import { Button } from '../shared/button';
import { ShortcutKey, ShortcutTitle } from '../shared/shortcut-hint';

/** Layout of all pages of a signed-in user. The event stream is open while the shell exists. */
@Component({
  selector: 'tiq-shell',
  imports: [
    Button,
    CommandPalette,
    ConfirmPasswordDialog,
    ConnectionBanner,
    ConnectionStatus,
    Icon,
    RouterLink,
    RouterLinkActive,
    RouterOutlet,
    SessionExpiredDialog,
    ShortcutHelp,
    ShortcutKey,
    ShortcutTitle,
    ThemeSwitch,
    UnsavedChangesDialog,
    UserMenu,
    ViewsNav,
  ],
  providers: [UnreadCount, PendingSuggestionCount],
  host: { '(document:keydown)': 'openPalette($event)' },
  templateUrl: './shell.html',
})
export class Shell {
  private readonly application = inject(ApplicationRef);
  private readonly router = inject(Router);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  protected readonly session = inject(Session);
  protected readonly confirmation = inject(PasswordConfirmation);
  protected readonly unsaved = inject(UnsavedChanges);
  protected readonly navItems = computed(() =>
    this.session.can('tickets.readAll') ? AGENT_NAV_ITEMS : REQUESTER_NAV_ITEMS,
  );
  protected readonly newTicket = computed(() =>
    this.session.can('tickets.readAll') ? $localize`New ticket` : $localize`New request`,
  );
  protected readonly paletteOpen = signal(false);

  private readonly pendingTotal = inject(PendingSuggestionCount).total;
  /** Number of suggestions awaiting review. */
  protected readonly pendingCount = computed(() => {
    const total = this.pendingTotal();
    return total?.value ? formatTotal(total) : null;
  });

  private readonly unreadTotal = inject(UnreadCount).total;
  protected readonly unreadCount = computed(() => {
    const total = this.unreadTotal();
    return total?.value ? formatTotal(total) : null;
  });

  constructor() {
    const live = inject(LiveEvents);
    live.start(this.session.me()!.id, this.session.lastEventId);
    inject(DestroyRef).onDestroy(() => live.stop());
    this.focusMainOnNavigation();
    const undo = inject(UndoStack);
    const bulk = inject(BulkUndo);
    useCommands(languageCommands);
    useShortcuts([
      ...(this.session.can('tickets.manage')
        ? [
            {
              key: 'z',
              label: $localize`Undo last change`,
              run: () => void undo.undoLast(() => bulk.offerLast()),
            },
          ]
        : []),
      { key: 'c', label: this.newTicket(), run: () => this.navigate('/tickets/new') },
      ...this.navItems().map(({ key, name, path }) => ({
        key,
        label: $localize`Go to ${name}:place:`,
        run: () => this.navigate(path),
      })),
      {
        key: 'g s',
        label: $localize`Go to ${$localize`Settings`}:place:`,
        run: () => this.navigate('/settings'),
      },
      ...settingsNavItems(this.session).map(({ path, name }) => ({
        label: $localize`Settings: ${name}:page:`,
        run: () => this.navigate(`/settings/${path}`),
      })),
    ]);
  }

  /** Opens the palette with Ctrl+K or Cmd+K, also from text fields. */
  protected openPalette(event: KeyboardEvent): void {
    if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    if (document.querySelector('dialog[open]')) return;
    event.preventDefault();
    this.paletteOpen.set(true);
    // Renders synchronously, because the next key press already belongs to the input.
    this.application.tick();
  }

  private navigate(path: string): void {
    void this.router.navigateByUrl(path);
  }

  /**
   * Focuses the main element when the path changes, so that screen readers and keys start at the
   * new page. Changed filters keep the focus.
   */
  private focusMainOnNavigation(): void {
    let previousPath: string | null = null;
    this.router.events.pipe(takeUntilDestroyed()).subscribe((event) => {
      if (!(event instanceof NavigationEnd)) return;
      const path = event.urlAfterRedirects.split('?')[0]!;
      if (previousPath !== null && path !== previousPath)
        this.main().nativeElement.focus({ preventScroll: true });
      previousPath = path;
    });
  }

  protected skipToContent(main: HTMLElement, event: Event): void {
    // Because of `<base href>`, following the fragment link would leave the page.
    event.preventDefault();
    main.focus();
  }
}
