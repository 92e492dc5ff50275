import { Component, computed, Directive, inject, input } from '@angular/core';

/** A box with its label, and what is wrong with what stands in it or else what should. */
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
      <span class="mt-1 block text-[length:var(--text-xs)] text-faint" [id]="inputId() + '-hint'">{{
        hint
      }}</span>
    }`,
})
export class FormField {
  readonly inputId = input.required<string>();
  readonly label = input.required<string>();
  /** Beside the label, such as "(optional)". */
  readonly note = input<string>();
  readonly hint = input<string>();
  readonly error = input<string | null>(null);
  readonly describedBy = computed(() => {
    if (this.error()) return `${this.inputId()}-error`;
    return this.hint() ? `${this.inputId()}-hint` : null;
  });
}

/** The box itself: an input, a text area or a select within a `tiq-form-field`. */
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
