import { DIALOG_DATA, DialogRef } from '@angular/cdk/dialog';
import { Component, inject, signal } from '@angular/core';
import { TicketListQuery } from '../../core/api-types';
import { ApiProblem, toApiProblem } from '../../core/api-problem';
import { SavedView } from '../../core/views-api';
import { ViewsStore } from './views-store';
import { Button } from '../../shared/button';

export interface ViewFormOptions {
  /** Null for a new view. */
  view: SavedView | null;
  query: TicketListQuery;
}

/** Form for the name and visibility of a view. */
@Component({
  selector: 'tiq-view-form',
  imports: [Button],
  host: { '(keydown)': 'stopShortcuts($event)' },
  template: `<form
    class="card w-[min(24rem,calc(100vw-2rem))] bg-raised p-5 shadow-l"
    (submit)="$event.preventDefault(); save(name.value, shared.checked)"
  >
    <h2 id="view-heading" class="mb-3 text-lg font-semibold">
      @if (view) {
        <ng-container i18n>Edit view</ng-container>
      } @else {
        <ng-container i18n>Save filters as a view</ng-container>
      }
    </h2>
    <label i18n class="label" for="view-name">Name</label>
    <input
      #name
      id="view-name"
      class="input"
      required
      cdkFocusInitial
      [value]="view?.name ?? ''"
      [attr.aria-invalid]="problem() !== null"
      [attr.aria-describedby]="'view-problem'"
    />
    <span id="view-problem" class="field-error" role="alert">
      @if (problem(); as problem) {
        {{ problem.fieldMessage('name') ?? problem.detail }}
      }
    </span>
    <label class="mt-3 flex min-h-6 items-center gap-2">
      <input
        #shared
        type="checkbox"
        class="size-4 accent-[var(--c-accent)]"
        [checked]="view?.shared ?? false"
      />
      <span i18n>Share with all agents</span>
    </label>
    @if (!view && hasDateFilter) {
      <p i18n class="mt-2 text-sm text-soft">Creation dates are not saved in views.</p>
    }
    <div class="mt-4 flex justify-end gap-2">
      <button i18n type="button" tiqButton (click)="dialogRef.close()">Cancel</button>
      <button i18n type="submit" tiqButton="primary" [disabled]="saving()">Save</button>
    </div>
  </form>`,
})
export class ViewForm {
  private readonly store = inject(ViewsStore);
  protected readonly dialogRef = inject<DialogRef<boolean>>(DialogRef);
  private readonly options = inject<ViewFormOptions>(DIALOG_DATA);
  protected readonly view = this.options.view;
  protected readonly hasDateFilter = Boolean(
    this.options.query.created_after ?? this.options.query.created_before,
  );
  protected readonly saving = signal(false);
  protected readonly problem = signal<ApiProblem | null>(null);

  protected async save(name: string, shared: boolean): Promise<void> {
    if (this.saving()) return;
    this.saving.set(true);
    try {
      if (this.view) await this.store.update(this.view, { name, shared });
      else await this.store.save({ name, shared }, this.options.query);
      this.dialogRef.close(true);
    } catch (error) {
      this.problem.set(toApiProblem(error));
    } finally {
      this.saving.set(false);
    }
  }
  /** Prevents the page's shortcuts behind the form; Escape closes it. */
  protected stopShortcuts(event: KeyboardEvent): void {
    if (event.key !== 'Escape') event.stopPropagation();
  }
}
