import {
  afterNextRender,
  Component,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Attachment } from '../../core/api-types';
import { UploadsApi } from '../../core/uploads-api';
import { AuthenticatedDownload } from '../authenticated-download';
import { Button } from '../button';
import { Icon } from '../icon';

/** Modal dialog with an image. */
@Component({
  selector: 'tiq-image-preview',
  imports: [AuthenticatedDownload, Button, Icon],
  template: `@let shown = attachment();
    <dialog
      #dialog
      class="dialog max-w-[calc(100vw-2rem)]"
      data-own-keys
      closedby="any"
      aria-labelledby="image-preview-name"
      (close)="closed.emit()"
    >
      <div class="flex flex-col gap-3">
        <div class="flex items-center gap-2">
          <h2 id="image-preview-name" class="min-w-0 flex-1 truncate font-medium" dir="auto">
            {{ shown.name }}
          </h2>
          <a tiqButton tiqAuthenticatedDownload [href]="api.downloadUrl(shown)" [download]="shown.name">
            <tiq-icon name="download" /><ng-container i18n>Download</ng-container>
          </a>
          <button type="button" tiqButton="ghost" (click)="dialog.close()">
            <tiq-icon name="close" /><span i18n class="sr-only">Close</span>
          </button>
        </div>
        @if (failed()) {
          <p i18n class="text-critical" role="alert">The image can’t be shown. Download it instead.</p>
        } @else {
          <img
            class="mx-auto max-h-[calc(100dvh-8rem)] max-w-full object-contain"
            [alt]="shown.name"
            [src]="api.imageUrl(shown)"
            (error)="failed.set(true)"
          />
        }
      </div>
    </dialog>`,
})
export class ImagePreview {
  readonly attachment = input.required<Attachment>();
  readonly closed = output<void>();
  protected readonly api = inject(UploadsApi);
  protected readonly failed = signal(false);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');

  constructor() {
    afterNextRender(() => this.dialog().nativeElement.showModal());
  }
}
