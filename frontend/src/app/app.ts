import { Component, ElementRef, inject, viewChild } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { LiveEvents } from './core/live-events';
import { Session } from './core/session';
import { useShortcuts } from './core/shortcuts';
import { LiveState } from './core/shell/live-state';
import { ShortcutHelp } from './core/shell/shortcut-help';
import { ThemeSwitch } from './core/shell/theme-switch';
import { ToastRegion } from './core/shell/toast-region';
import { Avatar } from './shared/avatar';
import { Icon, IconName } from './shared/icon';

@Component({
  selector: 'tiq-root',
  imports: [
    RouterOutlet,
    RouterLink,
    RouterLinkActive,
    Icon,
    Avatar,
    LiveState,
    ThemeSwitch,
    ToastRegion,
    ShortcutHelp,
  ],
  templateUrl: './app.html',
})
export class App {
  private readonly router = inject(Router);
  private readonly main = viewChild.required<ElementRef<HTMLElement>>('main');
  protected readonly session = inject(Session);
  protected readonly places: readonly { path: string; name: string; icon: IconName }[] = [
    { path: '/inbox', name: 'Inbox', icon: 'inbox' },
    { path: '/board', name: 'Board', icon: 'board' },
    { path: '/dashboard', name: 'Dashboard', icon: 'chart' },
  ];

  constructor() {
    inject(LiveEvents).start();
    void this.session.load();
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
