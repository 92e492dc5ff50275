import { Component, inject, input, signal } from '@angular/core';
import { Attachment } from '../../core/api-types';
import { UploadsApi } from '../../core/uploads-api';
import { AuthenticatedDownload } from '../authenticated-download';
import { formatBytes } from '../format-bytes';
import { Icon } from '../icon';
import { ImagePreview } from './image-preview';

const IMAGE_TYPES: readonly string[] = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];

/** Files of a message with previews of images. */
@Component({
  selector: 'tiq-attachment-list',
  imports: [AuthenticatedDownload, Icon, ImagePreview],
  host: { class: 'block' },
  template: `@if (attachments().length) {
      <ul class="flex flex-wrap gap-2" aria-label="Attachments" i18n-aria-label data-testid="attachments">
        @for (attachment of attachments(); track attachment.id) {
          <li
            class="flex w-64 max-w-full min-w-0 items-center gap-2 rounded-md border border-line bg-surface p-2 text-sm"
            [class.border-critical]="attachment.state === 'quarantined'"
          >
            @if (isImage(attachment)) {
              <button
                type="button"
                class="grid size-12 shrink-0 place-items-center overflow-hidden rounded-sm border border-line bg-canvas"
                (click)="preview.set(attachment)"
              >
                <span i18n class="sr-only">Show {{ attachment.name }}</span>
                @if (attachment.has_thumbnail) {
                  <img
                    class="size-full object-cover"
                    alt=""
                    loading="lazy"
                    [src]="api.thumbnailUrl(attachment)"
                  />
                } @else {
                  <tiq-icon name="eye" />
                }
              </button>
            } @else {
              <span class="grid size-12 shrink-0 place-items-center text-faint">
                <tiq-icon [name]="attachment.state === 'quarantined' ? 'warning' : 'clip'" [size]="18" />
              </span>
            }
            <div class="min-w-0 flex-1">
              <p class="truncate font-medium" dir="auto" [title]="attachment.name">{{ attachment.name }}</p>
              @switch (attachment.state) {
                @case ('available') {
                  <p class="text-xs text-faint">{{ formatBytes(attachment.size) }}</p>
                }
                @case ('scanning') {
                  <p class="text-xs text-faint" role="status">
                    @if (attachment.state_reason) {
                      <ng-container i18n
                        >The malware scanner is unavailable. The scan is retried.</ng-container
                      >
                    } @else {
                      <ng-container i18n>Being scanned for malware…</ng-container>
                    }
                  </p>
                }
                @case ('quarantined') {
                  <p class="text-xs text-critical [overflow-wrap:anywhere]">
                    @if (attachment.state_reason; as found) {
                      <ng-container i18n>Quarantined: {{ found }}</ng-container>
                    } @else {
                      <ng-container i18n>Quarantined: malware was found</ng-container>
                    }
                  </p>
                }
              }
            </div>
            @if (attachment.state === 'available') {
              <a
                class="grid size-8 shrink-0 place-items-center rounded-md text-soft hover:bg-hover hover:text-text"
                tiqAuthenticatedDownload
                [href]="api.downloadUrl(attachment)"
                [download]="attachment.name"
              >
                <tiq-icon name="download" /><span i18n class="sr-only">Download {{ attachment.name }}</span>
              </a>
            }
          </li>
        }
      </ul>
    }
    @if (preview(); as shown) {
      <tiq-image-preview [attachment]="shown" (closed)="preview.set(null)" />
    }`,
})
export class AttachmentList {
  readonly attachments = input.required<readonly Attachment[]>();
  protected readonly api = inject(UploadsApi);
  protected readonly preview = signal<Attachment | null>(null);
  protected readonly formatBytes = formatBytes;

  protected isImage({ type, state }: Attachment): boolean {
    return state === 'available' && IMAGE_TYPES.includes(type);
  }
}
