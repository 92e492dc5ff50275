import {
  afterNextRender,
  Component,
  DestroyRef,
  ElementRef,
  inject,
  Injector,
  signal,
  viewChild,
} from '@angular/core';
import { RouterLink } from '@angular/router';
import { Toasts } from '../../core/toasts';
import { UnsavedChanges } from '../../core/unsaved-changes';
import { Button } from '../../shared/button';
import { ConfirmButton } from '../../shared/confirm-button';
import { Icon } from '../../shared/icon';
import { ErrorNotice } from '../../shared/notice';
import { OrganizationForm } from './organization-form';
import { Organization, OrganizationsStore } from './organizations-store';

const SEARCH_DEBOUNCE_MS = 250;

/** Organizations of requesters, with their domains and notes. */
@Component({
  selector: 'tiq-organizations-page',
  imports: [Button, ConfirmButton, ErrorNotice, Icon, OrganizationForm, RouterLink],
  providers: [OrganizationsStore],
  host: { class: 'block' },
  templateUrl: './organizations-page.html',
})
export default class OrganizationsPage {
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly form = viewChild(OrganizationForm);
  protected readonly store = inject(OrganizationsStore);
  protected readonly editing = signal<Organization | 'new' | null>(null);
  private debounceTimer: ReturnType<typeof setTimeout> | undefined;

  protected readonly editLabel = ({ name }: Organization) => $localize`Edit ${name}:title:`;
  protected readonly deleteQuestion = ({ name }: Organization) =>
    $localize`Delete “${name}:name:”? Its people and tickets stay.`;

  constructor() {
    void this.store.load();
    inject(DestroyRef).onDestroy(() => clearTimeout(this.debounceTimer));
  }

  protected search(text: string): void {
    clearTimeout(this.debounceTimer);
    this.debounceTimer = setTimeout(() => void this.store.load(text.trim()), SEARCH_DEBOUNCE_MS);
  }
  protected async loadMore(): Promise<void> {
    try {
      await this.store.loadMore();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load more`, error, () => void this.loadMore());
    }
  }
  protected async edit(target: Organization | 'new'): Promise<void> {
    if (!(await this.unsaved.confirmLeave())) return;
    this.editing.set(target);
    afterNextRender(() => this.form()?.focus(), { injector: this.injector });
  }
  /** Returns the focus to the button that opened the form. */
  protected close(): void {
    const edited = this.editing();
    this.editing.set(null);
    const button = edited === 'new' || edited === null ? 'new' : String(edited.id);
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>(`[data-edit="${button}"]`)?.focus(),
      { injector: this.injector },
    );
  }
  protected async remove({ id, name }: Organization): Promise<void> {
    try {
      await this.store.remove(id);
      this.close();
      this.toasts.showSuccess($localize`“${name}:title:” deleted`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t delete “${name}:title:”`, error);
    }
  }
}
