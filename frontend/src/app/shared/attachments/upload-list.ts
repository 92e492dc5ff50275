import { Component, computed, ElementRef, inject, viewChild } from '@angular/core';
import { Button } from '../button';
import { formatBytes } from '../format-bytes';
import { Icon } from '../icon';
import { AttachmentUploads } from './attachment-uploads';

/** Button that chooses files, and the list of chosen ones with their progress. */
@Component({
  selector: 'tiq-upload-list',
  imports: [Button, Icon],
  host: { class: 'block' },
  template: `<input
      #chooser
      class="sr-only"
      type="file"
      multiple
      tabindex="-1"
      aria-label="Files"
      i18n-aria-label
      data-testid="file-chooser"
      (change)="onChosen()"
    />
    @if (uploads.uploads().length) {
      <ul class="mt-2 flex flex-col gap-1.5" aria-label="Attachments" i18n-aria-label data-testid="uploads">
        @for (upload of uploads.uploads(); track upload.key) {
          @let attachment = upload.attachment();
          @let error = upload.error();
          <li
            class="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md border border-line bg-surface px-2.5 py-1.5 text-sm"
            [class.border-critical]="error !== null || attachment?.state === 'quarantined'"
          >
            <tiq-icon [name]="error === null ? 'clip' : 'warning'" [size]="14" />
            <span
              class="line-clamp-2 min-w-0 flex-1 [overflow-wrap:anywhere]"
              dir="auto"
              [title]="upload.name"
              >{{ upload.name }}</span
            >
            <span class="text-xs text-faint tabular-nums">{{ formatBytes(upload.size) }}</span>
            @if (error !== null) {
              <button type="button" tiqButton="ghost" class="min-h-6" (click)="uploads.retry(upload)">
                <tiq-icon name="retry" [size]="14" /><ng-container i18n>Try again</ng-container>
              </button>
            }
            <button type="button" tiqButton="ghost" class="min-h-6" (click)="uploads.remove(upload)">
              <tiq-icon name="close" [size]="14" />
              @if (attachment || error !== null) {
                <span i18n class="sr-only">Remove {{ upload.name }}</span>
              } @else {
                <span i18n class="sr-only">Cancel upload of {{ upload.name }}</span>
              }
            </button>
            @if (error !== null) {
              <p class="w-full text-critical" role="alert">{{ error }}</p>
            } @else if (!attachment) {
              <progress
                class="h-1 w-full accent-[var(--c-accent)]"
                max="1"
                aria-label="Upload progress"
                i18n-aria-label
                [value]="upload.progress()"
              ></progress>
            } @else if (attachment.state === 'quarantined') {
              <p i18n class="w-full text-critical">Malware was found in this file.</p>
            }
          </li>
        }
      </ul>
    }
    @if (uploads.notice(); as notice) {
      <p class="mt-2 text-sm text-critical" role="alert">{{ notice }}</p>
    }
    @if (failed()) {
      <p i18n class="mt-1 text-xs text-faint">Try again or remove the file before you send.</p>
    }`,
})
export class UploadList {
  protected readonly uploads = inject(AttachmentUploads);
  private readonly chooser = viewChild.required<ElementRef<HTMLInputElement>>('chooser');
  protected readonly failed = computed(() => this.uploads.uploads().some(({ error }) => error() !== null));
  protected readonly formatBytes = formatBytes;

  /** Opens the browser's dialog. */
  choose(): void {
    this.chooser().nativeElement.click();
  }
  protected onChosen(): void {
    const input = this.chooser().nativeElement;
    this.uploads.add([...(input.files ?? [])]);
    // Choosing the same file again is a change too.
    input.value = '';
  }
}
