import { Component, computed, inject, OnInit } from '@angular/core';
import { RouterLink, RouterLinkActive, RouterOutlet } from '@angular/router';
import { Session } from '../../core/session';
import { PendingModelCount } from '../../core/pending-model-count';
import { settingsNavItems } from './settings-nav-items';
import { Icon } from '../../shared/icon';

@Component({
  selector: 'tiq-settings-page',
  imports: [Icon, RouterLink, RouterLinkActive, RouterOutlet],
  template: `<div class="mx-auto max-w-5xl px-3 py-5 md:px-6 md:py-8">
    <h1 i18n class="text-xl font-semibold">Settings</h1>
    <div class="mt-4 grid items-start gap-5 lg:grid-cols-[11rem_minmax(0,1fr)]">
      <nav class="flex gap-1 overflow-x-auto lg:flex-col" aria-label="Settings" i18n-aria-label>
        @for (section of navItems(); track section.path) {
          <a
            #tab
            class="flex h-8 shrink-0 items-center gap-2 rounded-md px-2.5 text-sm font-medium text-soft hover:bg-hover"
            [routerLink]="section.path"
            routerLinkActive="bg-accent-soft text-accent-strong"
            ariaCurrentWhenActive="page"
            (isActiveChange)="$event && tab.scrollIntoView({ block: 'nearest', inline: 'center' })"
          >
            <tiq-icon [name]="section.icon" />{{ section.name }}
            @if (section.path === 'triage' && pendingModelCount.count(); as count) {
              <span
                class="ms-auto rounded-full bg-note-soft px-1.5 text-xs text-note tabular-nums"
                data-testid="models-waiting"
                ><span aria-hidden="true">{{ count }}</span
                ><span class="sr-only" i18n>{count, plural,
                  =1 {1 model awaiting approval}
                  other {{{ count }} models awaiting approval}
                }</span></span
              >
            }
          </a>
        }
      </nav>
      <div class="flex min-w-0 flex-col gap-5"><router-outlet /></div>
    </div>
  </div>`,
})
export class SettingsPage implements OnInit {
  private readonly session = inject(Session);
  protected readonly pendingModelCount = inject(PendingModelCount);
  protected readonly navItems = computed(() => settingsNavItems(this.session));

  ngOnInit(): void {
    void this.pendingModelCount.refresh();
  }
}
