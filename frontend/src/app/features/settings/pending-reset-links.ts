import { Component, inject, output, signal } from '@angular/core';
import { AccountsApi } from '../../core/accounts-api';
import { PendingLink } from '../../core/api-types';
import { Toasts } from '../../core/toasts';
import { ConfirmButton } from '../../shared/confirm-button';
import { formatDateTime } from '../../shared/time-format';
import { Badge } from '../../shared/badge';
import { Button } from '../../shared/button';

/** Unused invitations and password reset links. Hidden if there are none. */
@Component({
  selector: 'tiq-pending-reset-links',
  imports: [Badge, Button, ConfirmButton],
  host: { class: 'block' },
  template: `@if (links().length) {
    <section class="mb-4 rounded-lg border border-line p-3" aria-labelledby="pending-heading">
      <h3 i18n id="pending-heading" class="font-semibold">Pending links</h3>
      <p i18n class="mb-1 text-sm text-soft">
        Links are shown only once. If one is lost, create a new link to replace it.
      </p>
      <ul class="divide-y divide-line">
        @for (link of links(); track link.user.id) {
          <li class="flex flex-wrap items-center gap-x-3 gap-y-2 py-2" [attr.data-link]="link.user.email">
            <div class="min-w-48 flex-1">
              <p class="flex flex-wrap items-center gap-1.5">
                <span class="font-medium [overflow-wrap:anywhere]" dir="auto">{{ link.user.name }}</span>
                <span tiqBadge="plain">
                  @if (link.invitation) {
                    <ng-container i18n>Invitation</ng-container>
                  } @else {
                    <ng-container i18n>Password reset</ng-container>
                  }
                </span>
              </p>
              <p class="text-xs text-faint [overflow-wrap:anywhere]">
                {{ link.user.email }} ·
                @if (link.issued_by; as issuer) {
                  <ng-container i18n>created by {{ issuer.name }}</ng-container>
                } @else {
                  <ng-container i18n>created from the command line</ng-container>
                }
                · <ng-container i18n>expires {{ formatDateTime(link.expires_at) }}</ng-container>
              </p>
            </div>
            <div class="flex flex-wrap gap-2">
              <button type="button" tiqButton (click)="renew.emit(link.user)">
                <ng-container i18n>New link</ng-container
                ><span i18n class="sr-only"> for {{ link.user.name }}</span>
              </button>
              <tiq-confirm-button
                label="Revoke"
                i18n-label
                [subject]="link.user.name"
                question="The link will stop working."
                i18n-question
                confirmLabel="Revoke"
                i18n-confirmLabel
                (confirmed)="revoke(link)"
              />
            </div>
          </li>
        }
      </ul>
    </section>
  }`,
})
export class PendingResetLinks {
  private readonly api = inject(AccountsApi);
  private readonly toasts = inject(Toasts);
  readonly renew = output<PendingLink['user']>();
  /** Emits the id of the user whose link was revoked. */
  readonly revoked = output<number>();
  protected readonly links = signal<readonly PendingLink[]>([]);
  protected readonly formatDateTime = formatDateTime;

  constructor() {
    void this.load();
  }

  async load(): Promise<void> {
    try {
      this.links.set(await this.api.listPendingResetLinks());
    } catch (error) {
      this.toasts.showError($localize`Couldn’t load the pending links`, error, () => void this.load());
    }
  }
  protected async revoke({ user }: PendingLink): Promise<void> {
    try {
      await this.api.revokeResetLink(user.id);
      this.links.update((links) => links.filter((link) => link.user.id !== user.id));
      this.revoked.emit(user.id);
      this.toasts.showSuccess($localize`Link for ${user.name}:name: revoked`);
    } catch (error) {
      this.toasts.showError($localize`Couldn’t revoke the link`, error);
    }
  }
}
