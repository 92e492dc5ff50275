import {
  afterNextRender,
  Component,
  computed,
  ElementRef,
  inject,
  Injector,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Button } from './button';

/** Button for irreversible actions: asks for confirmation in place. */
@Component({
  selector: 'tiq-confirm-button',
  imports: [Button],
  host: { class: 'inline-flex' },
  template: `@if (confirming()) {
      <span
        class="inline-flex flex-wrap items-center gap-2"
        role="group"
        [attr.aria-label]="question()"
        (keydown.escape)="cancel()"
      >
        <span class="text-sm text-soft">{{ question() }}</span>
        <button #sure type="button" tiqButton="danger" (click)="onConfirm()">{{ confirmLabel() }}</button>
        <button i18n type="button" tiqButton="ghost" (click)="cancel()">Cancel</button>
      </span>
    } @else {
      <button
        #first
        type="button"
        tiqButton
        [attr.aria-label]="accessibleLabel()"
        (click)="askConfirmation()"
      >
        {{ label() }}
      </button>
    }`,
})
export class ConfirmButton {
  readonly label = input.required<string>();
  readonly subject = input<string>();
  readonly question = input.required<string>();
  readonly confirmLabel = input.required<string>();
  readonly confirmed = output<void>();
  private readonly injector = inject(Injector);
  private readonly triggerButton = viewChild<ElementRef<HTMLButtonElement>>('first');
  private readonly confirmButton = viewChild<ElementRef<HTMLButtonElement>>('sure');
  protected readonly confirming = signal(false);
  protected readonly accessibleLabel = computed(() =>
    this.subject() ? $localize`${this.label()}:action: ${this.subject()}:thing:` : null,
  );

  protected askConfirmation(): void {
    this.confirming.set(true);
    afterNextRender(() => this.confirmButton()?.nativeElement.focus(), { injector: this.injector });
  }
  protected cancel(): void {
    this.confirming.set(false);
    afterNextRender(() => this.triggerButton()?.nativeElement.focus(), { injector: this.injector });
  }
  protected onConfirm(): void {
    this.confirming.set(false);
    this.confirmed.emit();
  }
}
