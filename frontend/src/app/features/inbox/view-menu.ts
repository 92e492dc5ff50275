import { Dialog } from '@angular/cdk/dialog';
import { CdkMenu, CdkMenuItem, CdkMenuTrigger } from '@angular/cdk/menu';
import { Component, computed, inject, input } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { SavedView } from '../../core/views-api';
import { Icon } from '../../shared/icon';
import { ViewForm, ViewFormOptions } from './view-form';
import { ViewsStore } from './views-store';
import { Button } from '../../shared/button';

/** Actions of a view that the user can edit. */
@Component({
  selector: 'tiq-view-menu',
  imports: [Button, CdkMenu, CdkMenuItem, CdkMenuTrigger, Icon],
  host: { class: 'inline-flex shrink-0' },
  template: `<button
      type="button"
      tiqButton="ghost"
      class="min-h-6 w-6 p-0"
      [attr.aria-label]="label()"
      [cdkMenuTriggerFor]="menu"
    >
      <tiq-icon name="more" [size]="14" />
    </button>
    <ng-template #menu>
      <div class="menu" cdkMenu>
        <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="edit()">
          <tiq-icon name="pencil" [size]="14" /><span i18n>Rename or share…</span>
        </button>
        @if (query(); as query) {
          <button
            type="button"
            class="menu-item"
            cdkMenuItem
            (cdkMenuItemTriggered)="store.updateQuery(view(), query)"
          >
            <tiq-icon name="filter" [size]="14" /><span i18n>Update with current filters</span>
          </button>
        }
        <button type="button" class="menu-item" cdkMenuItem (cdkMenuItemTriggered)="store.delete(view())">
          <tiq-icon name="trash" [size]="14" /><span i18n>Delete</span>
        </button>
      </div>
    </ng-template>`,
})
export class ViewMenu {
  private readonly dialog = inject(Dialog);
  protected readonly store = inject(ViewsStore);
  readonly view = input.required<SavedView>();
  /** Query of the inbox; null on other pages. */
  readonly query = input<TicketListQuery | null>(null);

  protected readonly label = computed(() => $localize`Edit view ${this.view().name}:view:`);

  protected edit(): void {
    openViewForm(this.dialog, { view: this.view(), query: this.view().query });
  }
}

export function openViewForm(dialog: Dialog, data: ViewFormOptions): void {
  dialog.open(ViewForm, { data, ariaLabelledBy: 'view-heading', backdropClass: 'dialog-backdrop' });
}
