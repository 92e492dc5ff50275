import { afterNextRender, Component, ElementRef, inject, viewChild } from '@angular/core';
import { UnsavedChanges } from '../core/unsaved-changes';
import { Button } from '../shared/button';

/** Asks for confirmation before a form with unsaved changes is left. */
@Component({
  selector: 'tiq-unsaved-changes-dialog',
  imports: [Button],
  template: `<dialog
    #dialog
    class="dialog w-[min(26rem,calc(100vw-2rem))]"
    aria-labelledby="leave-heading"
    aria-describedby="leave-text"
    (close)="unsaved.decide(false)"
  >
    <h2 i18n id="leave-heading" class="text-lg font-semibold">Discard unsaved changes?</h2>
    <p i18n id="leave-text" class="mt-1 text-soft">Your changes on this page have not been saved.</p>
    <div class="mt-4 flex flex-wrap gap-2">
      <button #stay i18n type="button" tiqButton="primary" (click)="unsaved.decide(false)">
        Keep editing
      </button>
      <button i18n type="button" tiqButton="danger" (click)="unsaved.decide(true)">Discard changes</button>
    </div>
  </dialog>`,
})
export class UnsavedChangesDialog {
  protected readonly unsaved = inject(UnsavedChanges);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  private readonly keepEditing = viewChild.required<ElementRef<HTMLButtonElement>>('stay');

  constructor() {
    afterNextRender(() => {
      this.dialog().nativeElement.showModal();
      this.keepEditing().nativeElement.focus();
    });
  }
}
