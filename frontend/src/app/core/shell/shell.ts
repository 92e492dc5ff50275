import { Component, computed, DestroyRef, ElementRef, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { ViewsNav } from '../../features/inbox/views-nav';
import { Icon, IconName } from '../../shared/icon';
import { LiveEvents } from '../live-events';
import { Session } from '../session';
import { useShortcuts } from '../shortcuts';
import { LiveState } from './live-state';
import { ShortcutHelp } from './shortcut-help';
import { ThemeSwitch } from './theme-switch';
import { UserMenu } from './user-menu';

interface Place {
  path: string;
  name: string;
  icon: IconName;
}
const agentPlaces: readonly Place[] = [
  { path: '/inbox', name: 'Inbox', icon: 'inbox' },
  { path: '/board', name: 'Board', icon: 'board' },
  { path: '/dashboard', name: 'Dashboard', icon: 'chart' },
];
const requesterPlaces: readonly Place[] = [{ path: '/my-tickets', name: 'My tickets', icon: 'inbox' }];

/** What stands around every page of somebody who is signed in; the stream of events lives as long as it. */
@Component({
  selector: 'tiq-shell',
  imports: [
    RouterOutlet,
    RouterLink,
    RouterLinkActive,
    Icon,
    LiveState,
    ThemeSwitch,
    ShortcutHelp,
    UserMenu,
    ViewsNav,
  ],
  templateUrl: './shell.html',
})
export class Shell {
  private readonly router = inject(Router);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  protected readonly session = inject(Session);
  protected readonly places = computed(() => (this.session.isAgent() ? agentPlaces : requesterPlaces));

  constructor() {
    const live = inject(LiveEvents);
    live.start();
    inject(DestroyRef).onDestroy(() => live.stop());
    this.moveFocusWithThePage();
    useShortcuts([
      { key: 'c', does: 'New ticket', run: () => void this.router.navigateByUrl('/tickets/new') },
    ]);
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
