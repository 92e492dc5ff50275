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

/** For what can't be undone: the first press asks, the second does it. */
@Component({
  selector: 'tiq-confirm-button',
  host: { class: 'inline-flex' },
  template: `@if (asking()) {
      <span
        class="inline-flex flex-wrap items-center gap-2"
        role="group"
        [attr.aria-label]="question()"
        (keydown.escape)="leave()"
      >
        <span class="text-[length:var(--text-sm)] text-soft">{{ question() }}</span>
        <button #sure type="button" class="btn btn-danger" (click)="act()">{{ confirm() }}</button>
        <button i18n type="button" class="btn btn-ghost" (click)="leave()">Cancel</button>
      </span>
    } @else {
      <button #first type="button" class="btn" [attr.aria-label]="name()" (click)="ask()">
        {{ label() }}
      </button>
    }`,
})
export class ConfirmButton {
  readonly label = input.required<string>();
  readonly about = input<string>();
  readonly question = input.required<string>();
  readonly confirm = input.required<string>();
  readonly confirmed = output<void>();
  private readonly injector = inject(Injector);
  private readonly first = viewChild<ElementRef<HTMLButtonElement>>('first');
  private readonly sure = viewChild<ElementRef<HTMLButtonElement>>('sure');
  protected readonly asking = signal(false);
  protected readonly name = computed(() =>
    this.about() ? $localize`${this.label()}:action: ${this.about()}:thing:` : null,
  );

  protected ask(): void {
    this.asking.set(true);
    afterNextRender(() => this.sure()?.nativeElement.focus(), { injector: this.injector });
  }
  protected leave(): void {
    this.asking.set(false);
    afterNextRender(() => this.first()?.nativeElement.focus(), { injector: this.injector });
  }
  protected act(): void {
    this.asking.set(false);
    this.confirmed.emit();
  }
}
