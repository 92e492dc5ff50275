import { Component, inject } from '@angular/core';
import { Icon, IconName } from '../shared/icon';
import { CountdownTimer } from '../shared/countdown-timer';
import { Toast, Toasts } from '../core/toasts';
import { Button } from '../shared/button';

const ICONS: Record<Toast['tone'], IconName> = { info: 'info', success: 'done', error: 'warning' };

/** Always rendered, so that screen readers announce added toasts. */
@Component({
  selector: 'tiq-toast-region',
  imports: [Button, CountdownTimer, Icon],
  template: `<div
    class="pointer-events-none fixed inset-x-3 bottom-[calc(var(--tabbar)+0.75rem)] z-50 flex flex-col items-end gap-2 md:bottom-4 md:start-auto md:w-96"
    role="region"
    aria-label="Notifications"
    i18n-aria-label
    aria-live="polite"
  >
    @for (toast of toasts.all(); track toast.id) {
      <div
        class="card pointer-events-auto flex w-full items-start gap-2.5 bg-raised p-3 shadow-m"
        [class.border-critical]="toast.tone === 'error'"
        [attr.role]="toast.tone === 'error' ? 'alert' : null"
        data-testid="toast"
      >
        <tiq-icon
          class="mt-0.5"
          [name]="icons[toast.tone]"
          [class.text-critical]="toast.tone === 'error'"
          [class.text-accent]="toast.tone !== 'error'"
        />
        <div class="min-w-0 flex-1 text-sm">
          <p class="font-medium [overflow-wrap:anywhere]">{{ toast.title }}</p>
          @if (toast.detail) {
            <p class="text-soft [overflow-wrap:anywhere]">{{ toast.detail }}</p>
          }
        </div>
        @if (toast.action; as action) {
          <button type="button" tiqButton class="min-h-7" (click)="runAction(toast)">
            {{ action.label }}
            @if (toast.expiresAt; as until) {
              <tiq-countdown-timer [endsAt]="until" />
            }
          </button>
        }
        <button
          type="button"
          tiqButton="ghost"
          iconOnly
          class="-m-1 min-h-7 w-7"
          aria-label="Dismiss"
          i18n-aria-label
          (click)="toasts.dismiss(toast.id)"
        >
          <tiq-icon name="close" [size]="14" />
        </button>
      </div>
    }
  </div>`,
})
export class ToastRegion {
  protected readonly toasts = inject(Toasts);
  protected readonly icons = ICONS;

  protected runAction(toast: Toast): void {
    this.toasts.dismiss(toast.id);
    toast.action?.run();
  }
}
