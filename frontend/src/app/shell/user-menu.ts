import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, ElementRef, inject, input, signal, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { Avatar } from '../shared/avatar';
import { Icon } from '../shared/icon';
import { roleNames } from '../shared/role-names';
import { Session } from '../core/session';
import { useShortcuts } from '../core/shortcuts';
import { Toasts } from '../core/toasts';
import { UnsavedChanges } from '../core/unsaved-changes';
import { Button } from '../shared/button';

@Component({
  selector: 'tiq-user-menu',
  imports: [Avatar, Button, CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  host: { class: 'block min-w-0' },
  template: `@if (session.me(); as me) {
    <button
      type="button"
      class="flex w-full min-w-0 items-center gap-2 rounded-md px-1 py-1.5 text-start hover:bg-hover"
      [class]="compact() ? '' : 'max-xl:justify-center'"
      [disabled]="signingOut()"
      [cdkMenuTriggerFor]="menu"
    >
      <tiq-avatar [name]="me.name" />
      <span i18n class="sr-only">Your account,</span>
      @if (compact()) {
        <span class="sr-only">{{ me.name }}</span>
      } @else {
        <span class="min-w-0 max-xl:sr-only">
          <span class="block truncate text-sm font-medium">{{ me.name }}</span>
          <span class="block truncate text-xs text-faint">{{ me.email }}</span>
        </span>
      }
    </button>
    <ng-template #menu>
      <div class="menu" cdkMenu>
        <div class="max-w-64 px-2 pt-1 pb-2" role="presentation">
          <p class="truncate font-medium">{{ me.name }}</p>
          <p class="truncate text-xs text-faint">{{ roleNames[me.role] }} · {{ me.email }}</p>
        </div>
        <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="openSettings()">
          <tiq-icon name="gear" [size]="14" /><ng-container i18n>Settings</ng-container>
        </button>
        <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="signOut(false)">
          <tiq-icon name="leave" [size]="14" /><ng-container i18n>Sign out</ng-container>
        </button>
        <button
          type="button"
          class="menu-item"
          cdkMenuItem
          (cdkMenuItemTriggered)="confirmSignOutEverywhere()"
        >
          <tiq-icon name="lock" [size]="14" /><ng-container i18n>Sign out everywhere</ng-container>
        </button>
      </div>
    </ng-template>
    <dialog
      #everywhere
      class="dialog w-[min(26rem,calc(100vw-2rem))]"
      aria-labelledby="everywhere-heading"
      closedby="any"
    >
      <form method="dialog" class="flex flex-col gap-4">
        <h2 i18n id="everywhere-heading" class="text-lg font-semibold">
          Sign out of all devices, including this one?
        </h2>
        <div class="flex flex-wrap gap-2">
          <button type="button" tiqButton="danger" (click)="everywhere.close(); signOut(true)">
            <ng-container i18n>Sign out everywhere</ng-container>
          </button>
          <button tiqButton="ghost"><ng-container i18n>Cancel</ng-container></button>
        </div>
      </form>
    </dialog>
  }`,
})
export class UserMenu {
  readonly compact = input(false);
  private readonly router = inject(Router);
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  protected readonly session = inject(Session);
  protected readonly roleNames = roleNames;
  protected readonly signingOut = signal(false);
  private readonly confirmDialog = viewChild<ElementRef<HTMLDialogElement>>('everywhere');

  constructor() {
    useShortcuts([{ label: $localize`Sign out`, run: () => void this.signOut(false) }]);
  }

  /** Asks for confirmation because signing out everywhere also ends work on other devices. */
  protected confirmSignOutEverywhere(): void {
    // After the menu has closed and restored the focus.
    setTimeout(() => this.confirmDialog()?.nativeElement.showModal());
  }
  protected openSettings(): void {
    void this.router.navigateByUrl('/settings');
  }
  protected async signOut(everywhere: boolean): Promise<void> {
    if (!(await this.unsaved.confirmLeave())) return;
    this.signingOut.set(true);
    try {
      await this.session.signOut(everywhere);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t sign out`, error, () => void this.signOut(everywhere));
    } finally {
      this.signingOut.set(false);
    }
  }
}
