import { booleanAttribute, computed, Directive, input } from '@angular/core';

export type ButtonVariant = '' | 'primary' | 'suggestion' | 'ghost' | 'danger' | 'ghost-danger';

const VARIANT_CLASSES: Record<ButtonVariant, string> = {
  '': '',
  primary: 'btn-primary',
  suggestion: 'btn-suggestion',
  ghost: 'btn-ghost',
  danger: 'btn-danger',
  'ghost-danger': 'btn-ghost btn-danger',
};

/** Look of a button, also for links that start an action. */
@Directive({ selector: 'button[tiqButton], a[tiqButton]', host: { '[class]': 'classes()' } })
export class Button {
  readonly variant = input<ButtonVariant>('', { alias: 'tiqButton' });
  /** Square, for an icon without text. */
  readonly iconOnly = input(false, { transform: booleanAttribute });
  /** Marks the choice in effect; its meaning belongs into an ARIA attribute of the element. */
  readonly highlighted = input(false, { transform: booleanAttribute });

  protected readonly classes = computed(() =>
    [
      'btn',
      VARIANT_CLASSES[this.variant()],
      this.iconOnly() && 'btn-icon',
      this.highlighted() && 'btn-selected',
    ]
      .filter(Boolean)
      .join(' '),
  );
}
