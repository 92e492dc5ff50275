import { Directive, ElementRef, inject } from '@angular/core';
import { AccountsApi } from '../core/accounts-api';
import { Toasts } from '../core/toasts';

/**
 * Refreshes the session before a download. The browser fetches the link without the interceptor, so
 * an expired session would fail without an error message.
 */
@Directive({ selector: 'a[download][tiqAuthenticatedDownload]', host: { '(click)': 'onClick($event)' } })
export class AuthenticatedDownload {
  private readonly accounts = inject(AccountsApi);
  private readonly toasts = inject(Toasts);
  private readonly link = inject<ElementRef<HTMLAnchorElement>>(ElementRef).nativeElement;
  private sessionChecked = false;

  protected onClick(event: Event): void {
    if (this.sessionChecked) return;
    event.preventDefault();
    void this.download();
  }
  private async download(): Promise<void> {
    try {
      await this.accounts.me();
      this.sessionChecked = true;
      this.link.click();
    } catch (error) {
      const title = $localize`Couldn’t download ${this.link.download}:file:`;
      this.toasts.showError(title, error, () => void this.download());
    } finally {
      this.sessionChecked = false;
    }
  }
}
