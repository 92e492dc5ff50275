import { Listbox, Option } from '@angular/aria/listbox';
import { afterRenderEffect, ApplicationRef, contentChildren, Directive, inject, input } from '@angular/core';

/**
 * Renders after each key press in a combobox. Its popup handles keys after rendering, so that one
 * pressed before the next frame would be lost or act on the previous options.
 */
@Directive({
  selector: 'input[tiqComboboxInput]',
  host: { '(keydown)': 'render()', '(input)': 'render()' },
})
export class ComboboxInput {
  private readonly application = inject(ApplicationRef);

  protected render(): void {
    // After the other `(keydown)` and `(input)` listeners of the element, which share one DOM listener.
    queueMicrotask(() => {
      if (!this.application.destroyed) this.application.tick();
    });
  }
}

/** List box of a combobox: activates the first option after each change of the query. */
@Directive({ selector: '[tiqComboboxOptions]' })
export class ComboboxOptions {
  /** Text in the combobox. */
  readonly query = input.required<string>({ alias: 'tiqComboboxOptions' });
  private readonly listbox = inject<Listbox<unknown>>(Listbox);
  private readonly options = contentChildren<Option<unknown>>(Option, { descendants: true });
  private shownQuery: string | null = null;

  constructor() {
    afterRenderEffect(() => {
      const [first] = this.options();
      const query = this.query();
      const queryChanged = this.shownQuery !== null && query !== this.shownQuery;
      if (first && (queryChanged || !this.listbox.activeDescendant())) {
        this.listbox.gotoFirst();
        if (this.listbox.selectionMode() === 'follow') this.listbox.value.set([first.value()]);
      }
      this.shownQuery = query;
    });
    afterRenderEffect(() => {
      if (this.listbox.activeDescendant()) this.listbox.scrollActiveItemIntoView();
    });
  }
}
