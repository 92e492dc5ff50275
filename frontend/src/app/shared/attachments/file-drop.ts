import { Directive, inject, signal } from '@angular/core';
import { AttachmentUploads } from './attachment-uploads';

/** Adds files that are pasted into the form or dropped on it. */
@Directive({
  selector: '[tiqFileDrop]',
  host: {
    '[class.file-drop-target]': 'over()',
    '(paste)': 'onPaste($event)',
    '(dragover)': 'onDragOver($event)',
    '(dragleave)': 'over.set(false)',
    '(drop)': 'onDrop($event)',
  },
})
export class FileDrop {
  private readonly uploads = inject(AttachmentUploads);
  protected readonly over = signal(false);

  protected onPaste(event: ClipboardEvent): void {
    const files = filesOf(event.clipboardData);
    // Copied cells and text come with a picture of them.
    if (!files.length || event.clipboardData?.getData('text/plain')) return;
    event.preventDefault();
    this.uploads.add(files);
  }
  protected onDragOver(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    // Without this, the browser would open the file.
    event.preventDefault();
    event.dataTransfer.dropEffect = 'copy';
    this.over.set(true);
  }
  protected onDrop(event: DragEvent): void {
    this.over.set(false);
    const files = filesOf(event.dataTransfer);
    if (!files.length) return;
    event.preventDefault();
    this.uploads.add(files);
  }
}

function filesOf(transfer: DataTransfer | null): File[] {
  return [...(transfer?.files ?? [])];
}
