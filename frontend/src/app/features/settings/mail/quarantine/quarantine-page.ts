import { Component, DestroyRef, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { Toasts } from '../../../../core/toasts';
import { AuthenticatedDownload } from '../../../../shared/authenticated-download';
import { Badge } from '../../../../shared/badge';
import { Button } from '../../../../shared/button';
import { ConfirmButton } from '../../../../shared/confirm-button';
import { formatBytes } from '../../../../shared/format-bytes';
import { Icon } from '../../../../shared/icon';
import { ErrorNotice, Notice } from '../../../../shared/notice';
import { formatDateTime } from '../../../../shared/time-format';
import { inboundReason } from '../mail-labels';
import { MailboxesStore } from '../mailboxes-store';
import { QuarantinedMailText } from './quarantined-mail-text';
import { QuarantinedMail, QuarantineStore } from './quarantine-store';

/** Attempts to find the ticket of a released mail, one a second. */
const TICKET_ATTEMPTS = 10;
const ATTEMPT_INTERVAL_MS = 1_000;

/** Mails that wait for an administrator’s decision. */
@Component({
  selector: 'tiq-quarantine-page',
  imports: [
    AuthenticatedDownload,
    Badge,
    Button,
    ConfirmButton,
    ErrorNotice,
    Icon,
    Notice,
    QuarantinedMailText,
  ],
  providers: [MailboxesStore, QuarantineStore],
  host: { class: 'block' },
  templateUrl: './quarantine-page.html',
})
export default class QuarantinePage {
  private readonly toasts = inject(Toasts);
  private readonly router = inject(Router);
  private readonly mailboxes = inject(MailboxesStore);
  private readonly destroyRef = inject(DestroyRef);
  protected readonly store = inject(QuarantineStore);
  /** The id of the mail whose text is shown. */
  protected readonly open = signal<number | null>(null);
  protected readonly inboundReason = inboundReason;
  protected readonly formatBytes = formatBytes;
  protected readonly formatDateTime = formatDateTime;
  protected readonly subjectOf = ({ subject }: QuarantinedMail) => subject || $localize`(no subject)`;
  protected readonly senderOf = ({ from_address: from }: QuarantinedMail) =>
    from ?? $localize`Unknown sender`;
  protected readonly rawUrl = ({ id }: QuarantinedMail) => `/api/quarantine/${id}/raw`;

  constructor() {
    void this.store.load();
    void this.mailboxes.load();
  }

  /** '' until the mailboxes are loaded. */
  protected mailboxName({ mailbox_id: id }: QuarantinedMail): string {
    if (id === null) return $localize`Deleted mailbox`;
    return this.mailboxes.all()?.find((mailbox) => mailbox.id === id)?.name ?? '';
  }
  protected toggle({ id }: QuarantinedMail): void {
    this.open.update((open) => (open === id ? null : id));
  }
  protected async loadMore(): Promise<void> {
    try {
      await this.store.loadMore();
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load more`, error, () => void this.loadMore());
    }
  }
  protected async release(mail: QuarantinedMail): Promise<void> {
    const subject = this.subjectOf(mail);
    try {
      await this.store.release(mail);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t release “${subject}:subject:”`, error);
      return;
    }
    const toast = this.toasts.add({ tone: 'success', title: $localize`“${subject}:subject:” released` });
    const ticket = await this.awaitTicket(mail);
    if (ticket === null) return;
    this.toasts.dismiss(toast);
    this.toasts.showSuccess($localize`“${subject}:subject:” is in ticket #${ticket}:id:`, {
      label: $localize`Open ticket`,
      run: () => void this.router.navigate(['/tickets', ticket]),
    });
  }
  protected async remove(mail: QuarantinedMail): Promise<void> {
    const subject = this.subjectOf(mail);
    try {
      await this.store.remove(mail);
      this.toasts.showSuccess($localize`“${subject}:title:” deleted`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t delete “${subject}:title:”`, error);
    }
  }

  /** A released mail is processed in the background, usually within a second. */
  private async awaitTicket(mail: QuarantinedMail): Promise<number | null> {
    for (let attempt = 0; attempt < TICKET_ATTEMPTS && !this.destroyRef.destroyed; attempt++) {
      const ticket = await this.store.findTicket(mail).catch(() => null);
      if (ticket !== null || mail.mailbox_id === null) return ticket;
      await new Promise((resolve) => setTimeout(resolve, ATTEMPT_INTERVAL_MS));
    }
    return null;
  }
}
