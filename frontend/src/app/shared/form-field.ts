import { Component, computed, Directive, inject, input } from '@angular/core';

/** Label, hint and error of a form control. An error replaces the hint. */
@Component({
  selector: 'tiq-form-field',
  host: { class: 'block' },
  template: `<label class="label" [attr.for]="inputId()"
      >{{ label() }}
      @if (note(); as note) {
        <span class="text-faint">{{ note }}</span>
      }</label
    ><ng-content />
    @if (error(); as message) {
      <span class="field-error" [id]="inputId() + '-error'">{{ message }}</span>
    } @else if (hint(); as hint) {
      <span class="mt-1 block text-xs text-faint" [id]="inputId() + '-hint'">{{ hint }}</span>
    }`,
})
export class FormField {
  readonly inputId = input.required<string>();
  readonly label = input.required<string>();
  /** Note next to the label, for example "(optional)". */
  readonly note = input<string>();
  readonly hint = input<string>();
  readonly error = input<string | null>(null);
  readonly describedBy = computed(() => {
    if (this.error()) return `${this.inputId()}-error`;
    return this.hint() ? `${this.inputId()}-hint` : null;
  });
}

/** The input, textarea or select of a `tiq-form-field`. */
@Directive({
  selector: '[tiqFormFieldControl]',
  host: {
    class: 'input',
    '[id]': 'field.inputId()',
    '[attr.aria-invalid]': '!!field.error()',
    '[attr.aria-describedby]': 'field.describedBy()',
  },
})
export class FormFieldControl {
  protected readonly field = inject(FormField);
}
