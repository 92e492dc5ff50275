import { afterNextRender, Component, ElementRef, inject, Injector, signal, viewChild } from '@angular/core';
import { TeamsStore } from '../../../core/teams-store';
import { Toasts } from '../../../core/toasts';
import { UnsavedChanges } from '../../../core/unsaved-changes';
import { Button } from '../../../shared/button';
import { Icon } from '../../../shared/icon';
import { ErrorNotice, Notice } from '../../../shared/notice';
import { MailboxCard } from './mailbox-card';
import { MailboxForm } from './mailbox-form';
import type { Mailbox } from './mailbox-values';
import { MailboxesStore } from './mailboxes-store';

/** Mailboxes from which mail becomes tickets, and from which replies are sent. */
@Component({
  selector: 'tiq-mailboxes-page',
  imports: [Button, ErrorNotice, Icon, MailboxCard, MailboxForm, Notice],
  providers: [MailboxesStore],
  host: { class: 'block' },
  templateUrl: './mailboxes-page.html',
})
export default class MailboxesPage {
  private readonly toasts = inject(Toasts);
  private readonly unsaved = inject(UnsavedChanges);
  private readonly injector = inject(Injector);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly form = viewChild(MailboxForm);
  protected readonly store = inject(MailboxesStore);
  /** The id of the edited mailbox. */
  protected readonly editing = signal<number | 'new' | null>(null);
  /** The id of the mailbox that was saved, whose connections are tested then. */
  protected readonly savedId = signal<number | null>(null);

  constructor() {
    void this.store.load();
    void inject(TeamsStore).load();
  }

  protected async edit(target: number | 'new'): Promise<void> {
    if (!(await this.unsaved.confirmLeave())) return;
    this.savedId.set(null);
    this.editing.set(target);
    afterNextRender(() => this.form()?.focus(), { injector: this.injector });
  }
  /** Returns the focus to the button that opened the form. */
  protected close(saved: Mailbox | null = null): void {
    const button = this.editing() ?? 'new';
    this.editing.set(null);
    this.savedId.set(saved?.id ?? null);
    if (saved) this.toasts.showSuccess($localize`“${saved.name}:title:” saved`);
    afterNextRender(
      () => this.host.nativeElement.querySelector<HTMLElement>(`[data-edit="${button}"]`)?.focus(),
      { injector: this.injector },
    );
  }
  protected async remove({ id, name }: Mailbox): Promise<void> {
    try {
      await this.store.remove(id);
      this.close();
      this.toasts.showSuccess($localize`“${name}:title:” deleted`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t delete “${name}:title:”`, error);
    }
  }
}
